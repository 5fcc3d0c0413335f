/** One promise of a contract, as something that can be tried on a subject: it rejects when the promise is broken. */
export interface Check<Subject, Ability extends string> {
  /** What the subject does, as a sentence in the present tense without its subject. */
  title: string;
  /** What the other side must be able to do for it. */
  needs?: readonly Ability[];
  run(subject: Subject): void | Promise<void>;
}

/** Promises that belong together. */
export interface CheckGroup<Subject, Ability extends string> {
  name: string;
  checks: readonly Check<Subject, Ability>[];
}

/** What is not there, each with the reason in words. */
export type Lacks<Ability extends string> = Readonly<Partial<Record<Ability, string>>>;
