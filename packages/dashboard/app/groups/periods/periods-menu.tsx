import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PeriodJson } from '../../api/api-json.ts';
import { keys } from '../../api/bots.ts';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { failureText } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import {
  deletePeriods,
  type ExportFormat,
  exportFormats,
  exportPeriods,
  type GroupOfBot,
} from './periods-api.ts';
import type { PeriodRange } from './periods-json.ts';
import { rangeOf } from './range.ts';
import { saveFile } from './save-file.ts';

/** What can be done with the periods that are shown. */
export function PeriodsMenu({ group, shown }: { group: GroupOfBot; shown: readonly PeriodJson[] }) {
  const client = useQueryClient();
  const range = rangeOf(shown);
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<PeriodRange | null>(null);
  const [deleted, setDeleted] = useState<number | null>(null);
  const take = async (format: ExportFormat) => {
    setBusy(format);
    setProblem(null);
    try {
      saveFile(`${group.groupId}.${format}`, await exportPeriods(group, range ?? {}, format));
    } catch (error) {
      setProblem(failureText(error));
    } finally {
      setBusy(null);
    }
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {exportFormats.map((format) => (
          <Button
            key={format}
            aria-label={texts.groups.menu.exportAs(format)}
            disabled={range === null}
            isBusy={busy === format}
            onClick={() => void take(format)}
          >
            {texts.groups.menu.formats[format]}
          </Button>
        ))}
        <Button look="danger" disabled={range === null} onClick={() => setDeleting(range)}>
          {texts.groups.menu.delete}
        </Button>
      </div>
      {problem !== null && <Notice tone="error">{problem}</Notice>}
      {deleted !== null && <Notice tone="success">{texts.groups.menu.deleted(deleted)}</Notice>}
      {deleting !== null && (
        <ConfirmDialog
          title={texts.groups.menu.deleteTitle(shown.length)}
          action={texts.groups.menu.delete}
          onConfirm={async () => {
            setDeleted(await deletePeriods(group, deleting));
            await client.invalidateQueries({ queryKey: keys.ofBot(group.userId) });
          }}
          onClose={() => setDeleting(null)}
        >
          {texts.groups.menu.deleteHint}
        </ConfirmDialog>
      )}
    </div>
  );
}
