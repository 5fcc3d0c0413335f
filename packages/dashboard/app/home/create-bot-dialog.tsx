import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/bots.ts';
import { callApi, segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { CreateBotForm } from './create-bot-form.tsx';
import { configurationOf, type NewBot } from './new-bot.ts';

export interface CreateBotDialogProps {
  /** The names of the bots that there are. */
  names: readonly string[];
  onLink: (userId: string) => void;
  onClose: () => void;
}

/** Creates a bot, and then offers to link it. */
export function CreateBotDialog({ names, onLink, onClose }: CreateBotDialogProps) {
  const words = texts.home.creation;
  const client = useQueryClient();
  const [created, setCreated] = useState<string | null>(null);
  const create = async (bot: NewBot) => {
    await callApi(`api/configurations/${segment(bot.name)}`, {
      method: 'PUT',
      body: configurationOf(bot),
      headers: { 'If-None-Match': '*' },
    });
    setCreated(bot.name);
    await client.invalidateQueries({ queryKey: keys.bots, exact: true });
  };
  if (created === null) {
    return (
      <Dialog title={words.title} onClose={onClose}>
        <CreateBotForm names={names} onCreate={create} onCancel={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog key={created} title={words.created(created)} onClose={onClose}>
      <p role="status" className="text-sm">
        {words.next}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{words.later}</Button>
        <Button look="primary" onClick={() => onLink(created)}>
          {words.linkNow}
        </Button>
      </div>
    </Dialog>
  );
}
