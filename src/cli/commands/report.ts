// `/report`: the recent past of every state chart in a file, for a bug report; nothing said and nothing secret is in it.
import { duration } from '../living/words.js';
import { ReportRefused } from '../recordings/report.js';
import { command } from './command.js';

export const reportCommand = command({
  name: 'report',
  arguments: [{ name: 'FILE', kind: 'text', isOptional: true }],
  help: 'writes what just happened to FILE, for a bug report',
  run: async ({ report, view, say }, given) => {
    if (!report) return view.notice(say('reportNothing'));
    try {
      const { file, entries, seconds } = await report(given);
      view.notice(say('reportWritten', { file, count: entries }));
      const command = `parley replay ${/\s/.test(file) ? `"${file}"` : file}`;
      view.list([
        say('reportSpan', { time: duration(say, seconds * 1000) }),
        say('reportShows'),
        say('reportHides'),
        say('reportReplay', { command }),
      ]);
    } catch (error) {
      if (!(error instanceof ReportRefused)) throw error;
      const { file, isTaken, message: why } = error;
      view.notice(isTaken ? say('reportTaken', { file }) : say('reportFailed', { file, why }));
    }
  },
});
