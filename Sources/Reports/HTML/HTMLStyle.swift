/// How pages look: system letters, one column, light and dark.
enum HTMLStyle {
    static let text = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1d2125; --soft: #5b6470; --line: #d9dee4;
          --panel: #f5f7f9; --accent: #0b62b8; --note: #fff6dd; --noteline: #d99a00; --keyword: #8f2f9a; --string: #a33a12;
          --comment: #5e6b5a; --figure: #0a6a4f; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #15181c; --ink: #e4e8ec; --soft: #a0abb6; --line: #343b43; --panel: #1e2329; --accent: #79b8ff;
            --note: #2d2714; --noteline: #b58a1a; --keyword: #d79be0; --string: #f0a37d; --comment: #98a894; --figure: #7fd0b4; }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
        header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; padding-bottom: .75rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0; overflow-wrap: anywhere; }
        h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.25rem 0 .75rem; overflow-wrap: anywhere; }
        h3 { font-size: 1.08rem; line-height: 1.3; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
        h4, h5, h6 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
        p, ul, ol, dl, blockquote { margin: .75rem 0; overflow-wrap: break-word; }
        li { margin: .2rem 0; }
        a { color: var(--accent); text-underline-offset: .15em; }
        .subtitle { color: var(--soft); margin: .25rem 0; overflow-wrap: anywhere; }
        nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .75rem 0 .25rem; font-size: .92rem; }
        .note { background: var(--note); border-left: 4px solid var(--noteline); padding: .6rem .9rem; border-radius: 0 4px 4px 0; }
        blockquote { border-left: 4px solid var(--line); color: var(--soft); padding: .1rem 1rem; margin-left: 0; }
        code, pre, samp { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
          font-size: .9em; }
        p code, li code, td code, dd code, h2 code, h3 code { background: var(--panel); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; max-width: 100%; }
        .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .75rem .9rem; margin: .75rem 0;
          line-height: 1.45; tab-size: 4; }
        pre code, pre samp { font-size: .86rem; }
        pre.output { background: none; border: 0; border-left: 3px solid var(--line); border-radius: 0; padding: .1rem .9rem; }
        .k { color: var(--keyword); } .s { color: var(--string); } .c { color: var(--comment); } .n { color: var(--figure); }
        table { border-collapse: collapse; font-size: .94rem; margin: .5rem 0; }
        caption { text-align: left; color: var(--soft); padding-bottom: .35rem; }
        th, td { text-align: left; padding: .32rem .75rem .32rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th:last-child, td:last-child { padding-right: .2rem; }
        thead th, thead td { border-bottom: 2px solid var(--line); color: var(--soft); font-weight: 600; vertical-align: bottom; }
        tbody th { font-weight: 500; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .center { text-align: center; }
        td.picture svg { display: block; max-width: 24rem; max-height: 14rem; width: auto; height: auto; }
        td:not(.number), th[scope=row] { min-width: 4.5rem; }
        .values { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem; font-size: .94rem; }
        .values div { display: flex; gap: 1rem; justify-content: space-between; border-bottom: 1px solid var(--line); padding: .28rem 0; }
        .values dt { color: var(--soft); flex: none; max-width: 55%; }
        .values dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
        .key { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
        .key div { flex: 1 1 9rem; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; }
        .key b { display: block; font-size: 1.55rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .key span { display: block; }
        .key small { display: block; color: var(--soft); font-size: .84rem; line-height: 1.35; margin-top: .15rem; }
        figure { margin: 1rem 0; min-width: 0; }
        figure .picture { overflow: hidden; border-radius: 6px; }
        figure svg, figure img { display: block; max-width: 100%; height: auto; margin: 0 auto; }
        figure img { image-rendering: auto; }
        .narrow { display: none; }
        @media (max-width: 640px) { .wide { display: none; } .narrow { display: block; }
          td.picture svg { max-width: 11rem; } td:not(.number), th[scope=row] { min-width: 0; } }
        figcaption { color: var(--soft); font-size: .92rem; margin-top: .4rem; overflow-wrap: anywhere; }
        .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 1.5rem; align-items: start; }
        details { border: 1px solid var(--line); border-radius: 6px; padding: 0 .9rem; margin: .75rem 0; }
        details[open] { padding-bottom: .5rem; }
        summary { cursor: pointer; padding: .55rem 0; font-weight: 500; }
        footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .88rem; margin-top: 3rem; padding-top: .75rem; overflow-wrap: anywhere; }
        .formula { font-family: Cambria, "STIX Two Text", "Noto Serif", "Liberation Serif", Georgia, serif; font-style: italic; }
        sub, sup { line-height: 0; font-size: .75em; }
        div.formula { text-align: center; margin: .75rem 0; overflow-x: auto; }
        @media print { main { max-width: none; } details { border: 0; } }

        """
}
