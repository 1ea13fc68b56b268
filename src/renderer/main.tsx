/** The page: settings, features, connection, then the window. */
import { createRoot } from 'react-dom/client'
import './app/base.css'
import { registerAll } from './app/feature-list'
import { listenToKeys } from './app/keyboard'
import { listenToNativeMenu } from './app/native-menu'
import { Shell } from './app/shell'
import { watchSources } from './app/source-watch'
import { installThemeVariables } from './app/theme-variables'
import { ensure } from '../base/assert'
import { readKeyboardLayout } from './commands/key-glyphs'
import { keepSessions, watchSessions } from './data/sessions'
import { whileBusy } from './state/idle'
import { savePlaces } from './state/places'
import { loadEditor } from './state/editor'
import { startTheme } from './state/theme'

installThemeVariables()
startTheme()
registerAll()
listenToKeys()
listenToNativeMenu()
watchSources()
watchSessions()
window.addEventListener('pagehide', savePlaces)
window.addEventListener('pagehide', keepSessions)
void whileBusy(readKeyboardLayout())
void whileBusy(loadEditor())

createRoot(ensure(document.getElementById('root'), 'the page has no root')).render(<Shell />)
