// The schemas take the bounds from the tags.

/**
 * A number of things.
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * A part of a whole, which is 1.
 * @minimum 0
 * @maximum 1
 */
export type Fraction = number;

/**
 * What a server's part of the requests follows from, beside the weights of the others.
 * @asType integer
 * @minimum 0
 */
export type Weight = number;

/**
 * A time in milliseconds.
 * @minimum 0
 */
export type Milliseconds = number;
