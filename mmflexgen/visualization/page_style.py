"""Look and behaviour of the report: all of it, nothing is fetched."""

STYLE = '''
:root { color-scheme: light dark; --opacity: .6;
  --page: #f6f7f9; --card: #fff; --ink: #1b1f27; --soft: #667085;
  --line: #e3e6ec; --fill: #eef0f4; --accent: #3b5bdb; --bad: #c2410c; }
@media (prefers-color-scheme: dark) { :root {
  --page: #111318; --card: #1a1d24; --ink: #e8eaf0; --soft: #98a0b0;
  --line: #2b303b; --fill: #242933; --accent: #8ea6ff; --bad: #fb923c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans',
  sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 40px 24px 64px; }
header small { color: var(--accent); font-weight: 600; font-size: 13px; }
h1 { font-size: 32px; line-height: 1.2; margin: 2px 0 4px;
  letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 44px 0 14px; letter-spacing: -.01em; }
p { margin: 0; } .soft { color: var(--soft); }
.tiles { display: grid; gap: 12px; margin-top: 24px;
  grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
.tile, .panel, .sample { background: var(--card); border-radius: 12px;
  border: 1px solid var(--line); }
.tile { padding: 14px 16px; }
.tile b { display: block; font-size: 26px; font-weight: 650;
  line-height: 1.25; font-variant-numeric: tabular-nums; }
.panel { padding: 8px 18px; overflow-x: auto; }
.controls { display: flex; flex-wrap: wrap; gap: 8px; align-items: center;
  margin-bottom: 14px; }
.controls label { display: flex; gap: 8px; align-items: center;
  color: var(--soft); margin-right: 10px; }
.controls input { accent-color: var(--accent); width: 130px; }
button { font: inherit; font-size: 13px; cursor: pointer; color: var(--ink);
  background: var(--card); border: 1px solid var(--line);
  border-radius: 99px; padding: 3px 11px 3px 8px; display: inline-flex;
  gap: 6px; align-items: center; }
button[aria-pressed=true] { border-color: var(--accent);
  box-shadow: inset 0 0 0 1px var(--accent); }
i.dot { width: 11px; height: 11px; border-radius: 3px; flex: none;
  display: inline-block; box-shadow: inset 0 0 0 1px rgba(127,127,127,.5); }
.samples { display: grid; gap: 16px;
  grid-template-columns: repeat(auto-fill, minmax(350px, 1fr)); }
@media (max-width: 420px) { .samples { grid-template-columns: 1fr; } }
.sample { overflow: hidden; display: flex; flex-direction: column; }
.sample[hidden] { display: none; }
.views { display: grid; grid-template-columns: 1fr 1fr; gap: 1px;
  background: var(--line); }
.view { position: relative; display: block; background: #777; }
.view img { display: block; width: 100%; height: 100%; }
.view img + img { position: absolute; inset: 0; }
.view.labels img:first-child { filter: grayscale(.85); }
.view img.fill { opacity: var(--opacity); }
.view img[hidden] { display: none; }
.pixels img { image-rendering: pixelated; }
.rejects { display: grid; gap: 12px; margin-top: 12px;
  grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); }
.reject { background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; padding: 10px 12px; font-size: 14px;
  display: flex; flex-direction: column; gap: 4px; }
.reject img { width: 100%; border-radius: 4px; }
.sample .text { padding: 12px 14px 12px; display: flex; gap: 9px;
  flex-direction: column; flex: 1; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chip { font-size: 12.5px; padding: 1px 9px 1px 7px; border-radius: 99px;
  background: var(--fill); display: inline-flex; gap: 6px;
  align-items: center; }
.chip.missing { background: none; color: var(--bad);
  box-shadow: inset 0 0 0 1px var(--bad); text-decoration: line-through; }
.chip.unasked { background: none;
  box-shadow: inset 0 0 0 1px var(--soft); color: var(--soft); }
.meta { margin-top: auto; font-size: 12px; color: var(--soft);
  font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 500; color: var(--soft);
  font-size: 13px; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
td.name { white-space: nowrap; } td.name i { margin-right: 8px; }
td.bar { width: 34%; min-width: 120px; vertical-align: middle; }
td.bar span { display: block; height: 12px; border-radius: 3px;
  min-width: 2px; box-shadow: inset 0 0 0 1px rgba(127,127,127,.35); }
.settings td:first-child { width: 36%; color: var(--soft); }
.settings td { overflow-wrap: anywhere; }
.columns { display: grid; gap: 16px; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
.chart { display: flex; align-items: flex-end; gap: 2px; height: 110px;
  border-bottom: 1px solid var(--line); }
.chart i { flex: 1; background: var(--accent); min-height: 1px;
  border-radius: 2px 2px 0 0; }
.ends { display: flex; justify-content: space-between; font-size: 12px;
  padding: 2px 0 6px; }
h3 { font-size: 14px; margin: 12px 0 4px; font-weight: 600; }
'''

SCRIPT = '''
const root = document.documentElement;
document.querySelector('#opacity').addEventListener('input', event =>
  root.style.setProperty('--opacity', event.target.value / 100));
const kinds = [...document.querySelectorAll('button[data-kind]')];
const showKinds = () => kinds.forEach(button =>
  document.querySelectorAll('.kind-' + button.dataset.kind).forEach(
    layer => layer.hidden = button.getAttribute('aria-pressed') !== 'true'));
kinds.forEach(button => button.addEventListener('click', () => {
  button.setAttribute('aria-pressed',
    String(button.getAttribute('aria-pressed') !== 'true'));
  showKinds();
}));
showKinds();
const buttons = [...document.querySelectorAll('button[data-class]')];
buttons.forEach(button => button.addEventListener('click', () => {
  const on = button.getAttribute('aria-pressed') !== 'true';
  buttons.forEach(other => other.setAttribute(
    'aria-pressed', String(on && other === button)));
  let shown = 0;
  document.querySelectorAll('.sample').forEach(card => {
    card.hidden = on &&
      !card.dataset.classes.split('|').includes(button.dataset.class);
    shown += !card.hidden;
  });
  document.querySelector('#shown').textContent = shown;
}));
'''
