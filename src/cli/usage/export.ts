import type { CommandUsage } from '../command'

export const exportUsage: CommandUsage = {
  name: 'export',
  usage:
    '[--from T --to T] [--rows EXPR] [--theme dark|light] [--scale 2] [--session F] --output F.png|svg FILE',
  summary: 'a picture of a trace or a dump without a window, with legend, figures and notes',
  help: `  --output F         the picture: F ends in .png or .svg; a picture of that name is replaced once the new
                     one is whole, any other file is left alone
  --from T, --to T   only this stretch; T since the trace's start: 1.5s, 200ms, or integer nanoseconds
  --rows EXPR        only the goroutines that a filter expression keeps, as in the window
                     of a dump: only the groups that it keeps
  --highlight EXPR   spans of a trace that fit a filter expression stand out, all else is pale
  --dump N           of a file with several dumps: the Nth, or all (the last)
  --max-rows N       at most so many rows of the list (60), or groups of a dump
  --theme T          light (default) or dark
  --scale N          device pixels to a pixel, 1 to 4 (2); PNG only
  --width N          width in pixels before scaling, 480 to 8000 (1200)
  --title TEXT, --sentence TEXT
                     what stands above the picture; otherwise the file's name and the
                     weightiest finding of the stretch
  --session F        notes, view, folds and filter of a session file; other options go before what it says

Examples:
  marey export --output picture.png trace.out
  marey export --from 1.2s --to 1.3s --rows 'func:worker' --output workers.svg trace.out
  marey export --highlight 'reason = "chan send"' --output sends.png trace.out
  marey export --rows 'wait > 1m' --output stuck.png goroutines.txt
  marey export --session incident.marey-session --theme dark --output incident.png trace.out
`,
  runsInThread: true,
}
