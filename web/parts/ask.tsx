/** A question before something is lost: `await ask('Clear?', 'Clear')`. One at a time. */
import { signal } from '@preact/signals';
import { t } from '../text/translate.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface Question {
  readonly text: string;
  /** What the button says that does it. */
  readonly yes: string;
  answer(agreed: boolean): void;
}

const question = signal<Question | undefined>(undefined);

export function ask(text: string, yes: string): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    const answer = (agreed: boolean): void => {
      question.value = undefined;
      resolve(agreed);
    };
    question.value = { text, yes, answer };
  });
}

/** Shows the question, if there is one. */
export function Asking() {
  const asked = question.value;
  if (asked === undefined) return null;
  return (
    <Dialog title={asked.yes} onClose={() => asked.answer(false)}>
      <p>{asked.text}</p>
      <div class="dialog-buttons">
        <Button label={t('cancel')} onClick={() => asked.answer(false)} />
        <Button label={asked.yes} kind="danger" onClick={() => asked.answer(true)} />
      </div>
    </Dialog>
  );
}
