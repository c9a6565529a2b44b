/** Something was refused; the message tells a person why. */
export class Refused extends Error {}
