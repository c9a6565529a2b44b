/** Something was refused; the message tells a person why. */
export class Refused extends Error {}

/** Nothing is wrong: there is only nothing to show, or to do. */
export class NothingToDo extends Refused {}
