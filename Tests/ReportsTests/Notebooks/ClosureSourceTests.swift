import Testing

@testable import Reports

struct ClosureSourceTests {
    private func excerpt(_ source: String, line: Int = 1) -> String? {
        ClosureSource.excerpt(Array(source.utf8), line: line, method: "code")?.text
    }

    @Test func linesBetweenTheBraces() {
        #expect(excerpt("import A\nnotebook.code { cell in\n    let a = 1\n\n    if a > 0 {\n        print(a)\n    }\n}\nafter()", line: 2)
            == "let a = 1\n\nif a > 0 {\n    print(a)\n}")
        #expect(excerpt("notebook.code { print(1) }") == "print(1)")
        #expect(excerpt("notebook.code {\n}") == "")
    }

    @Test func bracesOfStringsAndCommentsAreNone() {
        let body = """
            print("}", "a \\"}\\" \\("{" + f("}") { $0 }) }") // }
            /* } /* } */ } */
            let a = #"}"\\#("}")"#, b = \"\"\"
            } "
            \"\"\"
            let r = #/}/#
            """
        #expect(excerpt("notebook.code { _ in\n\(body)\n}\n}") == body)
    }

    @Test func parametersAreLeftOut() {
        #expect(excerpt("try notebook.code(file: f { 1 }) { (cell: NotebookCell) throws -> Int in\n  1\n}") == "1")
        #expect(excerpt("notebook.code { for i in 0..<3 { print(i) } }") == "for i in 0..<3 { print(i) }")
        #expect(excerpt("notebook.code {\n  x.map { y in y }\n}") == "x.map { y in y }")
        #expect(excerpt("notebook.code { _ in }") == "")
    }

    @Test func aValueHandedOverIsNotShown() {
        #expect(excerpt("let a = try notebook.code { cell in\n    let a = 1\n    return a\n}") == "let a = 1")
        #expect(excerpt("let (a, b) = notebook.code {\n    let (a, b) = (1, 2)\n    return (a, b)\n}") == "let (a, b) = (1, 2)")
        #expect(excerpt("let a = notebook.code {\n    let b = 1\n    return b\n}") == "let b = 1\nreturn b")
        #expect(excerpt("let a: Int = notebook.code {\n    return a\n}") == "return a")
        #expect(excerpt("let a: Int = notebook.code {\n    let a = 2\n\n    return a\n}") == "let a = 2")
    }

    @Test func theCallMayBeginLower() {
        #expect(excerpt("let a =\n  try notebook\n  .code { 1 }") == "1")
        #expect(excerpt("let a = 1\nlet b = 2") == nil && excerpt("notebook.code {", line: 1) == nil && excerpt("a", line: 9) == nil)
    }

    @Test func lastLine() {
        let source = Array("a\nnotebook.code {\n  1\n}\n".utf8)
        #expect(ClosureSource.excerpt(source, line: 2, method: "code")?.lastLine == 4)
    }
}

struct SwiftHighlighterTests {
    @Test func marks() {
        #expect(SwiftHighlighter.html("let a = \"<\\(b + \"x\")>\"") == "<span class=\"k\">let</span> a = <span class=\"s\">&quot;&lt;\\(b + &quot;x&quot;)&gt;&quot;</span>")
        #expect(SwiftHighlighter.html("f(0x1F, 1.5e3) // let") == "f(<span class=\"n\">0x1F</span>, <span class=\"n\">1.5e3</span>) <span class=\"c\">// let</span>")
        #expect(SwiftHighlighter.html("0..<3") == "<span class=\"n\">0</span>..&lt;<span class=\"n\">3</span>")
        #expect(SwiftHighlighter.html("/* open") == "<span class=\"c\">/* open</span>" && SwiftHighlighter.html("\"open") == "<span class=\"s\">&quot;open</span>")
    }
}
