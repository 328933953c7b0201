/**
 * The look of a paper, as Typst functions. Everything that differs between courts arrives as an argument.
 * A line of text is a box of one em (top edge 0.75, bottom edge −0.25), so that line spacing is exact and text stands on the
 * numbered lines of pleading paper.
 */
export const PRELUDE = String.raw`
#let fonts = ("Tinos", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai", "Libertinus Serif")
#let hole(what) = highlight(fill: rgb("#fff3b0"), top-edge: 0.75em, bottom-edge: -0.25em, strong("[… " + what + "]"))

#let line-number-column(o) = {
  for i in range(o.numbers) {
    place(top + left, dx: o.left - 0.62in, dy: o.top + i * o.pitch, box(width: 0.32in, align(right, str(i + 1))))
  }
  if o.rules {
    place(top + left, dx: o.left - 0.16in, line(angle: 90deg, length: 11in, stroke: 0.6pt))
    place(top + left, dx: o.left - 0.12in, line(angle: 90deg, length: 11in, stroke: 0.6pt))
    place(top + left, dx: 8.5in - o.right + 0.12in, line(angle: 90deg, length: 11in, stroke: 0.6pt))
  }
}

#let page-foot(o) = {
  set text(size: 10pt)
  set par(leading: 3pt, spacing: 3pt)
  if o.foot-title != none {
    line(length: 100%, stroke: 0.6pt)
    v(-1pt)
  }
  align(center, context {
    if o.foot-title != none { block(o.foot-title) }
    [Page #counter(page).get().first() of #counter(page).final().first()]
  })
}

#let paper(o, body) = {
  set document(title: o.title, author: o.author, date: datetime(year: o.year, month: o.month, day: o.day))
  set page(
    paper: "us-letter",
    margin: (top: o.top, right: o.right, bottom: o.bottom, left: o.left),
    footer: page-foot(o),
    footer-descent: if o.foot-title != none { 8% } else { 35% },
    background: if o.numbers > 0 { line-number-column(o) },
  )
  set text(font: fonts, size: o.size, lang: o.lang, region: "us", hyphenate: false, top-edge: 0.75em, bottom-edge: -0.25em)
  set par(leading: o.leading, spacing: o.leading, first-line-indent: (amount: 0.5in, all: true), linebreaks: "simple", justify: false)
  set strong(delta: 300)
  show heading: it => {
    set text(size: o.size, weight: "bold")
    set par(leading: o.leading, first-line-indent: 0pt)
    block(above: o.leading, below: o.leading, sticky: true, width: 100%, it.body)
  }
  if o.blank > 0pt { block(height: o.blank, above: 0pt, below: o.leading - o.close) }
  body
}

// Lines set close.
#let close(o, body) = {
  set par(leading: o.close, spacing: o.close, first-line-indent: 0pt)
  body
}
// On numbered paper, takes up whole lines. Measured, not looked up on the page: a look-up that moves what it looks up never settles.
#let fitted(o, body) = if o.numbers == 0 { body } else {
  layout(size => {
    let tall = measure(block(width: size.width, body)).height
    body
    v(calc.ceil((tall + o.leading) / o.pitch - 0.01) * o.pitch - o.leading - tall)
  })
}

// What stands above the name of the court: it fills the lines down to the one the court's name is to start on.
#let counsel(o, on-line, ..lines) = close(o, block(above: 0pt, below: o.leading, width: 3.5in, {
  let body = lines.pos().join(linebreak())
  if on-line == 0 { body } else {
    layout(size => {
      let tall = measure(block(width: size.width, body)).height
      body
      v(calc.max(0pt, (on-line - 1) * o.pitch - o.leading - tall))
    })
  }
}))
#let legend(o, body) = fitted(o, block(above: 0pt, below: o.leading, width: 100%, align(center, strong(body))))

#let placed(o, lines) = close(o, {
  for (at, body) in lines { block(above: o.close, below: o.close, width: 100%, align(at, if body == none { sym.zws } else { body })) }
})

#let court(o, lines) = fitted(o, block(above: o.leading, below: o.leading, width: 100%, strong(placed(o, lines))))

#let caption(o, divider, left-lines, right-lines) = fitted(o, {
  let l = placed(o, left-lines)
  let r = placed(o, right-lines)
  layout(size => {
    let gap = if divider == "box" { 0.2in } else { 0.4in }
    // Room for the longest party of a boxed caption on one line.
    let side = (size.width - gap) * if divider == "box" { 0.55 } else { 0.5 }
    let far = size.width - gap - side
    let tall = calc.max(measure(block(width: side, l)).height, measure(block(width: far, r)).height)
    let mid = if divider == "box" { none } else {
      let mark = if divider == "paren" { ")" } else { "§" }
      let count = calc.max(1, int(calc.ceil((tall + o.close) / (o.size + o.close) - 0.05)))
      pdf.artifact(close(o, align(center, range(count).map(_ => mark).join(linebreak()))))
    }
    let edge = if divider == "box" { 0.7pt } else { none }
    grid(
      columns: (side, gap, far),
      grid.cell(stroke: (right: edge, bottom: edge), inset: (bottom: if divider == "box" { o.size / 2 } else { 0pt }, right: if divider == "box" { 0.06in } else { 0pt }), l),
      mid,
      r,
    )
  })
})

#let title(o, body) = heading(level: 1, align(center, underline(offset: 2pt, body)))
#let boxed-title(o, body) = close(o, {
  show heading: it => block(above: o.close, below: o.close, text(size: o.size, weight: "bold", it.body))
  heading(level: 1, body)
})
#let section(level, body) = heading(level: level, if level == 2 { align(center, body) } else { body })
#let numbered(n, body) = par(first-line-indent: (amount: 0.5in, all: true), box(width: 0.5in, baseline: 0.25em, str(n) + ".") + body)
#let lettered(letter, body) = pad(left: 1in, par(first-line-indent: 0pt, hanging-indent: 0.4in, box(width: 0.4in, baseline: 0.25em, "(" + letter + ")") + body))
#let rows(o, ..lines) = fitted(o, close(o, block(above: o.leading, below: o.leading, breakable: false, lines.pos().join(linebreak()))))
#let quotation(o, body) = fitted(o, close(o, block(above: o.leading, below: o.leading, pad(left: 1in, right: 0.5in, body))))
#let kept(body) = block(sticky: true, above: auto, below: auto, body)

#let ruled-table(o, widths, tall, head, ..cells) = fitted(o, {
  set text(size: o.small)
  set par(leading: 2pt, spacing: 2pt, first-line-indent: 0pt)
  block(above: o.leading, below: o.leading, table(
    columns: widths.map(w => w * 1fr),
    stroke: 0.5pt,
    inset: 4pt,
    align: left + top,
    table.header(..head.map(h => table.cell(strong(h)))),
    ..cells.pos().map(c => table.cell(breakable: tall, c)),
  ))
})

#let signature(o, dated, ..lines) = fitted(o, block(breakable: false, above: o.leading, below: o.leading, width: 100%, close(o, {
  v(o.size)
  grid(
    columns: (1fr, 3.4in),
    if dated { "Dated: ____________________" },
    lines.pos().join(linebreak()),
  )
})))
`;
