import { Component, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';

/** Shows what to do when a part of the page has failed, in its place. */
export class CrashGuard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div role="alert" className="grid justify-items-start gap-3">
        <h1 className="text-2xl font-semibold">{texts.crash.title}</h1>
        <p>{texts.crash.hint}</p>
        <Button look="primary" onClick={() => location.reload()}>
          {texts.crash.reload}
        </Button>
      </div>
    );
  }
}
