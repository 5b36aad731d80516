// Warns two minutes before an unused session ends, in every tab at once, and lets one press keep it.
const WARN_SECONDS = 120

const dialog = document.getElementById('session-ending')
if (dialog) {
  const idleMs = Number(dialog.dataset.idleSeconds) * 1000
  const tabs = new BroadcastChannel('session')
  const left = dialog.querySelector('[data-session-left]')
  const said = dialog.querySelector('[data-session-said]')
  let endsAt = Date.now() + idleMs
  let ended = false

  // Every page that is opened is a use of the session, so the other tabs have as long again.
  function used({ tell }) {
    endsAt = Date.now() + idleMs
    said.textContent = ''
    if (dialog.open) dialog.close()
    if (tell) tabs.postMessage('used')
  }

  async function keep(event) {
    event.preventDefault()
    const form = event.target
    const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' }).catch(() => null)
    if (answer?.ok) used({ tell: true })
    else end()
  }

  // What is typed can still be saved by whoever listens; then the server decides what this page may show.
  function end() {
    if (ended) return
    ended = true
    document.dispatchEvent(new CustomEvent('session:ended'))
    // By address, not by reload: reloading an answered form would ask to send it again.
    window.location.replace(window.location.pathname + window.location.search)
  }

  function inWords(seconds) {
    if (seconds > 60) return '2 minutes'
    return seconds > 30 ? '1 minute' : `${seconds} second${seconds === 1 ? '' : 's'}`
  }

  function look() {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000))
    if (seconds === 0) return end()
    if (seconds > WARN_SECONDS) return
    if (!dialog.open) {
      document.dispatchEvent(new CustomEvent('session:ending'))
      dialog.showModal()
    }
    left.textContent = inWords(seconds)
    // Only the two changes that matter are spoken; a count-down read out every second would say nothing else.
    if (seconds === 60 || seconds === 30) said.textContent = `You will be signed out in ${inWords(seconds)}`
  }

  document.addEventListener('session:used', () => used({ tell: true }))
  tabs.addEventListener('message', (event) => event.data === 'used' && used({ tell: false }))
  tabs.postMessage('used')
  dialog.querySelector('[data-keep-alive]').addEventListener('submit', keep)
  // Escape means stay: the safe reading of "take this away".
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    dialog.querySelector('[data-keep-alive]').requestSubmit()
  })
  setInterval(look, 1000)
  // A laptop that slept has stopped the timer; waking must not show a page for the second before it runs.
  document.addEventListener('visibilitychange', () => document.hidden || look())
}
