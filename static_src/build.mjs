// Builds static_build/: one style sheet, two scripts, the icon. No bundler: the parts of app.js import nothing, and are
// put together here because manifest storage does not rename what a module imports.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const source = dirname(fileURLToPath(import.meta.url))
const root = dirname(source)
const built = join(root, 'static_build')

function style() {
  const { css } = compile(join(source, 'scss', 'app.scss'), {
    loadPaths: [join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
    sourceMap: false
  })
  // An address in the style sheet would have to exist for manifest storage; we draw without pictures or web fonts.
  if (/url\(/.test(css)) throw new Error('The style sheet refers to a file')
  return css
}

function script() {
  const parts = join(source, 'js', 'parts')
  return readdirSync(parts)
    .filter((name) => name.endsWith('.js'))
    .sort()
    .map((name) => `// ${name}\n{\n${readFileSync(join(parts, name), 'utf8')}}\n`)
    .join('\n')
}

rmSync(built, { recursive: true, force: true })
for (const folder of ['css', 'js']) mkdirSync(join(built, folder), { recursive: true })
writeFileSync(join(built, 'css', 'app.css'), style())
writeFileSync(join(built, 'js', 'app.js'), script())
cpSync(join(source, 'js', 'start.js'), join(built, 'js', 'start.js'))
cpSync(join(source, 'images'), join(built, 'images'), { recursive: true })
