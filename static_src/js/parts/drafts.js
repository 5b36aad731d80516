// Keeps what is typed on the server: at the first keystroke, then every two seconds at most while somebody types. Nothing
// is kept in the browser. One save at a time, numbered, so that an old one never takes a newer one's place.
const EVERY_MS = 2000
const AGAIN_MS = 5000
const PATIENCE_MS = 5000
const KEEPALIVE_BYTES = 60000 // a browser takes little more from a page that is going away

class Keeper {
  constructor(form) {
    this.form = form
    this.mark = form.elements.namedItem('draft')
    this.said = form.querySelector('[data-draft-said]')
    this.sitting = crypto.randomUUID()
    this.turn = 0
    this.changed = this.stopped = this.cutOff = false
    this.timer = this.sending = this.saving = null
    for (const kind of ['input', 'change']) form.addEventListener(kind, () => this.note())
    form.addEventListener('focusout', () => this.flush())
    form.addEventListener('submit', (event) => this.submitted(event))
    window.addEventListener('online', () => this.flush())
    window.addEventListener('pagehide', () => this.leave())
    document.addEventListener('session:ending', () => this.flush())
    document.addEventListener('session:ended', () => this.leave())
  }

  note() {
    this.changed = true
    if (!this.timer && !this.sending) this.wait(this.turn === 0 ? 0 : EVERY_MS)
  }

  wait(ms) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), ms)
  }

  flush() {
    if (this.changed && !this.sending) this.wait(0)
  }

  // With no connection the browser would show a page of its own in place of this one. What is typed stays, the page says
  // so, and the press is carried out by whoever made it, once there is a connection again.
  submitted(event) {
    if (event.defaultPrevented) return
    const reached = navigator.onLine && !this.cutOff
    if (reached && !this.sending) return this.stop()
    event.preventDefault()
    if (reached) return this.pressAfterSaving(event.submitter)
    this.say('There is no connection. Nothing was sent, and what you typed is still here: press again when there is one')
    this.changed = true
    this.flush()
  }

  // A save that is under way comes first. Overtaken by the press, it would be stored only after the page that answers was
  // drawn, and stand beside what is typed there as if it were another tab's.
  async pressAfterSaving(button) {
    if ('pressed' in this.form.dataset) return
    this.form.dataset.pressed = ''
    await Promise.race([this.saving, new Promise((patience) => setTimeout(patience, PATIENCE_MS))])
    if (this.sending) this.giveUp()
    this.form.requestSubmit(button)
    setTimeout(() => delete this.form.dataset.pressed)
  }

  // What arrives all the same, the server knows as late.
  giveUp() {
    this.sending.abort()
    this.sending = null
  }

  stop() {
    // Should the session be over, the server knows by these that this comes after what the page saved last.
    this.set('sitting', this.sitting)
    this.set('turn', String(++this.turn))
    this.stopped = true
    clearTimeout(this.timer)
    // The server may have refused the form on its way, as when the network is gone: then typing goes on.
    setTimeout(() => (this.stopped = false), 8000)
  }

  set(name, value) {
    let field = this.form.elements.namedItem(name)
    if (!field) {
      field = document.createElement('input')
      field.type = 'hidden'
      field.name = name
      this.form.append(field)
    }
    field.value = value
  }

  leave() {
    if (this.stopped || !(this.changed || this.sending)) return
    const body = this.body()
    if (body.length < KEEPALIVE_BYTES) fetch(this.form.action, { method: 'POST', body: new URLSearchParams(body), keepalive: true }).catch(() => {})
  }

  body() {
    const fields = new URLSearchParams(new FormData(this.form))
    fields.delete('once')
    fields.set('keep', 'typing')
    fields.set('sitting', this.sitting)
    fields.set('turn', String(++this.turn))
    return fields.toString()
  }

  async save() {
    this.timer = null
    if (this.stopped || this.sending) return
    this.changed = false
    this.sending = new AbortController()
    this.saving = this.send().catch(() => this.lost())
    const kept = await this.saving
    this.sending = null
    if (this.stopped) return
    if (kept) this.show(kept)
    else this.tryAgain()
    if (this.changed && !this.timer) this.wait(EVERY_MS)
  }

  lost() {
    this.cutOff = !this.stopped
    return null
  }

  async send() {
    const body = new URLSearchParams(this.body())
    const answer = await fetch(this.form.action, { method: 'POST', body, redirect: 'manual', signal: this.sending.signal })
    this.cutOff = false
    return answer.ok ? answer.json() : null
  }

  show(kept) {
    if (kept.ended) {
      this.stopped = true
      return this.say('This was recorded or discarded already, and is no longer kept')
    }
    this.mark.value = kept.draft
    this.say(kept.said)
    // So that the page, loaded again, shows this draft; the id is random and says nothing.
    const here = new URL(window.location.href)
    here.searchParams.set('draft', kept.id)
    window.history.replaceState(null, '', here)
    document.dispatchEvent(new CustomEvent('session:used'))
  }

  tryAgain() {
    this.changed = true
    this.say(this.cutOff ? 'There is no connection. What you typed is still here, and is not saved yet – trying again' : 'Not saved – trying again')
    this.wait(AGAIN_MS)
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words
  }
}

for (const form of document.querySelectorAll('form[data-keeps]')) {
  if (form.querySelector('[data-draft-said]')) new Keeper(form)
}
