/** How remedies start where commits are refused before anything is written. */
export const nothingChanged = "no file was changed; ";
