/**
 * A log to read: it follows what is written, older lines come when the reader scrolls to them, and
 * a search shows the lines in which a text occurs.
 */
import { batch, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { explain } from '../text/errors.ts';
import { t } from '../text/translate.ts';
import { LogRows } from './log-rows.tsx';
import { LogSearch } from './log-search.ts';
import type { LogSource } from './log-source.ts';
import { type Line, LogTail } from './log-tail.ts';

interface LogViewProps {
  /** Several are shown as one, by the order in which lines come. */
  readonly sources: readonly LogSource[];
  /** Calls when something may have been written. @returns what ends that */
  listen(grown: () => void): () => void;
  /** What stands before the search. */
  readonly children?: preact.ComponentChildren;
}

/** How long to wait while somebody types. */
const TYPING_MS = 250;

export function LogView({ sources, listen, children }: LogViewProps) {
  const find = useSignal('');
  const wrap = useSignal(matchMedia('(max-width: 48rem)').matches);
  const follow = useSignal(true);
  const search = useSearch(sources, find.value);
  const tails = useTails(sources, listen);
  const parts = tails.map((tail) => tail.lines.value);
  const lines = useMemo(() => joined(parts), parts);
  const isMissing = tails.every((tail) => tail.missing.value);
  const failure = tails.map((tail) => tail.failure.value).find((error) => error !== undefined);
  const [first] = sources;
  return (
    <section class="log-view card">
      <div class="log-bar">
        {children}
        <input
          type="search"
          aria-label={t('searchLog')}
          placeholder={t('searchLog')}
          value={find.value}
          onInput={({ currentTarget }) => {
            find.value = currentTarget.value;
          }}
        />
        <Button
          label={t(follow.value ? 'following' : 'follow')}
          pressed={follow.value}
          onClick={() => {
            follow.value = !follow.value;
          }}
        />
        <Button
          label={t('wrap')}
          pressed={wrap.value}
          onClick={() => {
            wrap.value = !wrap.value;
          }}
        />
        {sources.map((source) => (
          <a key={source.download} class="button" href={source.download} download>
            {t('download')}
            {sources.length > 1 && ` ${source.channel}`}
          </a>
        ))}
      </div>
      <p class="log-note" role="status">
        {search === undefined ? tailNote(tails, isMissing, failure) : searchNote(search)}
      </p>
      {search === undefined ? (
        <LogRows
          lines={lines}
          wrap={wrap.value}
          find=""
          follow={follow}
          target={tails[0]?.target.value}
          mixed={sources.length > 1}
          onStart={() => {
            for (const tail of tails) if (sources.length === 1) void tail.older();
          }}
        />
      ) : (
        <LogRows
          key={find.value}
          lines={search.hits.value}
          wrap={wrap.value}
          find={find.value.trim()}
          follow={follow}
          onStart={() => void search.more()}
          onLine={
            first === undefined
              ? undefined
              : (line) => {
                  batch(() => {
                    find.value = '';
                    follow.value = false;
                  });
                  void tails[0]?.show(line);
                }
          }
        />
      )}
    </section>
  );
}

function useTails(sources: readonly LogSource[], listen: LogViewProps['listen']): LogTail[] {
  const tails = useMemo(() => sources.map((source) => new LogTail(source)), [sources]);
  useEffect(() => {
    for (const tail of tails) void tail.open();
    const end = listen(() => {
      for (const tail of tails) void tail.grow();
    });
    return () => {
      end();
      for (const tail of tails) tail.close();
    };
  }, [tails, listen]);
  return tails;
}

/** The search for what has been typed, as soon as the typing pauses; undefined for nothing. */
function useSearch(sources: readonly LogSource[], typed: string): LogSearch | undefined {
  const search = useSignal<LogSearch | undefined>(undefined);
  const [source] = sources;
  useEffect(() => {
    const text = typed.trim();
    if (text === '' || source === undefined) {
      search.value = undefined;
      return;
    }
    const begun = new LogSearch(source, text);
    const timer = setTimeout(() => {
      search.value = begun;
      void begun.more();
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      begun.close();
    };
  }, [source, typed, search]);
  return search.value;
}

function tailNote(tails: readonly LogTail[], isMissing: boolean, failure: unknown): string {
  if (isMissing) return t('logNone');
  if (failure !== undefined) return t('failed', { reason: explain(failure) });
  const isEmpty = tails.every((tail) => tail.lines.value.length === 0);
  if (isEmpty) return t(tails.every((tail) => tail.atStart.value) ? 'logEmpty' : 'loading');
  return tails.length === 1 && tails[0]?.atStart.value === true ? t('logStart') : '';
}

function searchNote(search: LogSearch): string {
  if (search.failure.value !== undefined) {
    return t('failed', { reason: explain(search.failure.value) });
  }
  if (search.searching.value) return t('searching', { n: search.hits.value.length });
  return search.hits.value.length === 0
    ? t('noHits')
    : t(search.complete.value ? 'hits' : 'hitsSoFar', { n: search.hits.value.length });
}

/** One after the other at first; what comes later, in the order in which it has come. */
function joined(parts: readonly (readonly Line[])[]): readonly Line[] {
  const [only = []] = parts;
  if (parts.length === 1) return only;
  return parts.flat().sort((a, b) => a.seen - b.seen);
}
