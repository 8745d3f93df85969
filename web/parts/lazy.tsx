/** A view that is loaded when it is first shown. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { explain } from '../text/errors.ts';
import { t } from '../text/translate.ts';
import { Button } from './button.tsx';

export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const View = useSignal(loaded);
    const failure = useSignal<string | undefined>(undefined);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (view) => {
          loaded = view;
          View.value = loaded;
        },
        (error: unknown) => {
          failure.value = explain(error);
        },
      );
    }, [View, failure]);
    if (View.value !== undefined) return <View.value {...props} />;
    if (failure.value === undefined) return <p class="empty">{t('loading')}</p>;
    return (
      <p class="empty">
        {t('failed', { reason: failure.value })}{' '}
        <Button label={t('tryAgain')} onClick={() => location.reload()} />
      </p>
    );
  };
}
