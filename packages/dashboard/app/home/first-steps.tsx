import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';

/** What stands where there is no bot yet: the way to the first one. */
export function FirstSteps({ onCreate }: { onCreate: () => void }) {
  const { title, steps } = texts.home.empty;
  return (
    <section className="grid justify-items-center gap-6 rounded-md border bg-card px-4 py-10">
      <h2 className="text-lg font-semibold">{title}</h2>
      <ol className="grid gap-5 sm:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.title} className="grid max-w-60 content-start gap-1">
            <span
              aria-hidden="true"
              className="mb-1 grid size-8 place-items-center rounded-full bg-accent font-semibold text-accent-foreground"
            >
              {index + 1}
            </span>
            <h3 className="font-medium">{step.title}</h3>
            <p className="text-sm text-muted-foreground">{step.body}</p>
          </li>
        ))}
      </ol>
      <Button look="primary" onClick={onCreate}>
        {texts.home.create}
      </Button>
    </section>
  );
}
