/**
 * Host 1: a window of Electron around the page and the handler that `marey serve` has too.
 */
import { app, BrowserWindow, nativeTheme } from 'electron'
import { join } from 'node:path'
import type { MenuCommand } from '../contract/platform'
import { windowChannels } from '../contract/window-channels'
import { builtWorkers } from '../host/built-workers'
import { createHost } from '../host/host'
import { programFolders } from '../host/program-folders'
import { userDataFolder } from '../host/user-data'
import { filesFromArguments } from './arguments'
import { handleEditor } from './editor'
import { lockDownEverything } from './lock-down'
import { applyMenu } from './menu'
import { pageUrl } from './page-address'
import { handlePageScheme, registerPageScheme } from './page-protocol'
import { handleCapture } from './capture-window'
import { handleCopying } from './copy-picture'
import { handleSaving } from './save-file'
import { handleWindowMessages, openAll, openByDialog } from './window-messages'
import { keepWindowState, loadWindowState } from './window-state'

const userData = userDataFolder()
app.setName('Marey')
app.setPath('userData', userData)
// Chromium's own files (cache, local storage) apart from ours.
app.setPath('sessionData', join(userData, 'window'))
// Every renderer in the sandbox, whatever a window asks for. Chromium's own --no-sandbox, which root needs, excludes it.
if (!process.argv.includes('--no-sandbox')) app.enableSandbox()
registerPageScheme()

/** Files that came before the window was there (macOS names them by an event, not by an argument). */
let early: string[] = []
let openFiles: (paths: readonly string[]) => void = (paths) => (early = [...early, ...paths])

app.on('open-file', (event, path) => {
  event.preventDefault()
  openFiles([path])
})

/** Resolves when what the windows left to write is on disk. */
let stateWritten: () => Promise<void> = () => Promise.resolve()

function createWindow(state: Awaited<ReturnType<typeof loadWindowState>>): BrowserWindow {
  const window = new BrowserWindow({
    ...state,
    minWidth: 640,
    minHeight: 400,
    show: false,
    title: 'Marey',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#ffffff',
    webPreferences: {
      preload: programFolders.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  })
  if (state.isMaximized) window.maximize()
  stateWritten = keepWindowState(window, userData)
  window.once('ready-to-show', () => {
    window.show()
    // Whoever started us (`marey` on the command line) falls back to the browser unless it hears this.
    process.send?.('window-shown')
  })
  return window
}

async function run(): Promise<void> {
  await app.whenReady()
  lockDownEverything()
  const host = createHost({
    workers: builtWorkers,
    pageFolder: programFolders.page,
    samplesFolder: programFolders.samples,
    userData,
  })
  handlePageScheme(host.handler)
  handleWindowMessages(host.sources)
  handleSaving()
  handleCapture()
  handleCopying()
  handleEditor(userData)

  let window: BrowserWindow | undefined
  const show = async (): Promise<void> => {
    if (window !== undefined) return
    const shown = createWindow(await loadWindowState(userData))
    window = shown
    shown.on('closed', () => {
      window = undefined
      // A window opened later (macOS) starts empty, like a first one.
      for (const source of host.sources.list()) void host.sources.close(source.id)
    })
    await shown.loadURL(pageUrl)
  }
  openFiles = (paths) => {
    void show().then(() => openAll(paths, host.sources))
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  }

  const send = (command: MenuCommand): void => window?.webContents.send(windowChannels.menuCommand, command)
  const refreshMenu = async (): Promise<void> => {
    applyMenu(
      {
        open: () => void show().then(() => openByDialog(window, host.sources)),
        openRecent: (id) =>
          void host.recents.pathOf(id).then((path) => (path === undefined ? undefined : openFiles([path]))),
        clearRecent: () => void host.recents.clear().then(refreshMenu),
        send,
      },
      await host.recents.list(),
    )
  }
  await refreshMenu()
  host.recents.onChange(() => void refreshMenu())

  app.on('second-instance', (_event, argv, folder) => {
    openFiles(filesFromArguments(argv, app.isPackaged, folder))
  })
  app.on('activate', () => void show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let isDisposed = false
  app.on('will-quit', (event) => {
    if (isDisposed) return
    // Threads are ended, uploads removed and small files written before the process goes.
    event.preventDefault()
    void Promise.all([host.dispose(), stateWritten()]).finally(() => {
      isDisposed = true
      // Not within this event: a quit inside it is taken for the one that was just prevented.
      setImmediate(() => app.quit())
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())

  // Reading begins before the page has loaded: its first answer tells it what is open.
  void openAll([...filesFromArguments(process.argv, app.isPackaged, process.cwd()), ...early], host.sources)
  early = []
  await show()
}

if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    process.stderr.write(`marey: ${String((error as Error).stack ?? error)}\n`)
    app.exit(1)
  })
} else {
  // The instance that runs has been told which files to open.
  process.send?.('window-shown')
  app.quit()
}
