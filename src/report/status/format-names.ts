/** How the outcome of `status` can be printed; what prints it is loaded where it is asked for. */
export const statusFormatNames = ["table", "json", "csv", "markdown", "html"] as const;

export type StatusFormatName = (typeof statusFormatNames)[number];
