/**
 * How deep collections may nest. Go's limit is 10,000, on a stack that grows; JavaScript's does not, and whoever walks
 * the value recurses.
 */
export const maxDepth = 1000;
