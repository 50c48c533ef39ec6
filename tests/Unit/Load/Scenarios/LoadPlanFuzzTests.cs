using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

/// <summary>Whatever is wrong with a plan, it ends in mistakes with places, never in an exception.</summary>
public class LoadPlanFuzzTests
{
    private const string Whole = """
        name: whole
        url: http://127.0.0.1:5080
        allowed_targets: [shop.example]
        scenarios:
          a: { executor: spike, base_rate: 1/s, peak_rate: 9/s, hold: 5s, rise: 1s, start_time: 3s, flows: [f], tags: { who: a } }
          b: { executor: ramping-vus, start_vus: 1, stages: [ { duration: 5s, target: 3 } ] }
          c: { executor: shared-iterations, vus: 2, iterations: 9, max_duration: 1m }
        variables: { word: x }
        auth: { basic: { user: me, password: "${word}" } }
        headers: { X: "${word}" }
        feeds:
          n: { range: [1, 900], order: per-vu }
          t: { values: [a, b], order: unique }
        setup: [ { post: /s, extract: { token: $.t } } ]
        teardown: [ { delete: "/s?t=${token}" } ]
        thresholds:
          http_req_failed: rate<0.01
          latency: [p(95)<300, { threshold: p(99)<5, window: 5s, abort_on_fail: true, delay_abort_eval: 1s }]
        flows:
          f:
            weight: 3
            requests:
              - post: /a/${n}
                body: { a: [1, "${t}"], b: null }
                idempotency_key: true
                checks: { status: [200, 201], body_matches: 'a+', header_matches: { A: b }, json: { $.a: { at_least: 1 } } }
                extract: { id: { regex: 'id=(\d+)', group: 1 }, h: { header: H } }
                think_time: 1s
                group: g
              - grpc: /a.B/C
                message: { 1: a, 2: { 3: "${id}" } }
              - websocket: /w
                session: [ { send: a }, { expect: b }, { hold: 1s } ]
        """;

    private static readonly string[] s_words =
    [
        "", " ", "~", "-1", "0", "1e999", "NaN", "9999999999999999999999", "true", "[]", "{}", "[[]]", "{ a: {} }", "'", "\"\\0\"", "${x}", "\"${\"", "\"${}\"",
        "*a", "&a b", "!!int 3", "|", "soon", "/", "$", "(", "1h", "100000h", "é", "\t", "- a", "? a", "a: b", "#",
    ];

    [Fact]
    public void Any_word_in_any_place_ends_in_a_plan_or_in_mistakes() => Prop.ForAll(
        Mutations.ToArbitrary(),
        static mutations =>
        {
            var lines = Whole.ReplaceLineEndings("\n").Split('\n');
            foreach (var (line, at, length, word) in mutations)
            {
                var (old, start) = (lines[line % lines.Length], at % (lines[line % lines.Length].Length + 1));
                lines[line % lines.Length] = old[..start] + word + old[Math.Min(old.Length, start + length)..];
            }

            Yaml.Found(string.Join('\n', lines)).ShouldAllBe(static mistake => char.IsAsciiDigit(mistake[0]) && mistake.Contains(": "));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void The_plan_that_is_changed_has_no_mistakes_itself() => Yaml.Found(Whole).ShouldBeEmpty();

    private static Gen<List<(int Line, int At, int Length, string Word)>> Mutations =>
        from first in Mutation
        from others in Gen.ListOf(Mutation, 2)
        from several in Gen.Elements(true, false)
        select (List<(int, int, int, string)>)(several ? [first, .. others] : [first]);

    private static Gen<(int Line, int At, int Length, string Word)> Mutation =>
        from line in Gen.Choose(0, 1000)
        from at in Gen.Choose(0, 1000)
        from length in Gen.Choose(0, 9)
        from word in Gen.Elements(s_words)
        select (line, at, length, word);
}
