using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Headroom.Analyze.Baselines;
using Headroom.Load.Import;
using Headroom.Load.Import.AccessLogs;
using Headroom.Load.Import.Claims;
using Headroom.Load.Import.Har;
using Headroom.Load.Import.OpenApi;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Load.Import.Runs.K6;
using Headroom.Tests.Unit.Load.Import.Stacks;
using Shouldly;
using Xunit;
using Sampled = Headroom.Tests.Unit.Load.Import.Runs.Tools.Samples;

namespace Headroom.Tests.Unit.Load.Import.Runs;

/// <summary>Whatever became of a file, it is read or refused with a reason.</summary>
/// <remarks>
/// <c>HEADROOM_FUZZ</c> tells how many damaged files of each form are tried, <c>HEADROOM_FUZZ_FORM</c> the only form, <c>HEADROOM_FUZZ_OUT</c> the file
/// that gets a line of each; <c>bench/import-fuzz</c> sets them.
/// </remarks>
public class ImportFuzzTests
{
    private const ulong Seed = 20261121;

    // Of the streams their beginning is enough: the metrics' definitions stand there.
    private const int MostBytes = 40_000;

    private static readonly int s_tries = int.TryParse(Environment.GetEnvironmentVariable("HEADROOM_FUZZ"), out var tries) ? tries : 100;

    private static readonly Dictionary<string, (Action<byte[]> Read, byte[] Whole)> s_forms = Forms();

    public static TheoryData<string> Names { get; } =
        [.. s_forms.Keys.Where(static name => Environment.GetEnvironmentVariable("HEADROOM_FUZZ_FORM") is not { Length: > 0 } only || name == only)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_damage_ends_in_a_run_or_in_a_reason(string name)
    {
        var (read, whole) = s_forms[name];
        var mutations = new Mutations(Seed);
        var (understood, longest) = (0, TimeSpan.Zero);
        for (var number = 0; number < s_tries; number++)
        {
            var bytes = mutations.Of(whole);
            var from = Stopwatch.GetTimestamp();
            understood += IsRead(read, bytes, name, number) ? 1 : 0;
            var took = Stopwatch.GetElapsedTime(from);
            longest = took > longest ? took : longest;
        }

        Tell(name, understood, longest);
    }

    [Fact]
    public void Every_reader_reads_or_refuses_what_is_of_another()
    {
        foreach (var form in RunForms.All)
        {
            foreach (var (name, (_, whole)) in s_forms)
            {
                IsRead(bytes => Read(form, bytes), whole, $"{name} as {form.Tool} {form.Name}", number: 0);
            }
        }
    }

    [Fact]
    public void Every_form_is_tried() => RunForms.All.Select(static form => $"{form.Tool} {form.Name}").Concat(ProfileForms.All.Select(static form => $"profile {form.Name}"))
        .Except(s_forms.Keys.Select(static name => name.Split(':')[0]), StringComparer.Ordinal).ShouldBeEmpty();

    private static Dictionary<string, (Action<byte[]> Read, byte[] Whole)> Forms()
    {
        var forms = new Dictionary<string, (Action<byte[]> Read, byte[] Whole)>(StringComparer.Ordinal);
        foreach (var name in K6Files.All)
        {
            var whole = K6Files.Bytes(name);
            var form = K6Files.FormOf(name, whole)!;
            forms[$"k6 {form.Name}: {name}"] = (bytes => Read(form, bytes), whole[..Math.Min(whole.Length, MostBytes)]);
        }

        foreach (var (index, (tool, name, file, text)) in Sampled.All.Index())
        {
            var form = OtherForms.All.Single(each => each.Tool == tool && each.Name == name);
            forms[$"{tool} {name}: {file} ({index})"] = (bytes => Read(form, bytes), Encoding.UTF8.GetBytes(text));
        }

        foreach (var (file, content) in ProfileFiles.All)
        {
            var form = ProfileFiles.FormOf(file, content)!;
            forms[$"profile {form.Name}: {file}"] = (bytes => Read(form, bytes), content[..Math.Min(content.Length, MostBytes)]);
        }

        foreach (var (file, text) in Claimed)
        {
            forms[$"claims: {file}"] = (bytes => ClaimFile.Read("a", file, new MemoryStream(bytes)).Count.ShouldBeLessThanOrEqualTo(ClaimFile.Most), Encoding.UTF8.GetBytes(text));
        }

        foreach (var (name, make, text) in Planned)
        {
            forms[$"plan: {name}"] = (make, Encoding.UTF8.GetBytes(text));
        }

        return forms;
    }

    private static (string Name, Action<byte[]> Make, string Text)[] Planned =>
    [
        ("har", static bytes => HarImport.Make(bytes, origin: null, assets: true, url: null),
            """
            {"log":{"pages":[{"id":"p1","title":"Home"}],"entries":[{"startedDateTime":"2026-10-10T10:00:00Z","time":100,"pageref":"p1",
            "request":{"method":"POST","url":"https://shop.example/a?token=x&page=2","headers":[{"name":"Accept","value":"text/html"}],
            "postData":{"mimeType":"application/json","text":"{\"password\":\"x\",\"n\":[1]}"}},"response":{"status":200,"content":{"mimeType":"text/html"}}}]}}
            """),
        ("openapi", static bytes => OpenApiImport.Make(bytes, writes: true, bearer: true, url: null),
            """
            {"openapi":"3.1.0","servers":[{"url":"https://{r}.shop.example/v1","variables":{"r":{"default":"eu"}}}],"security":[{"b":[]}],"paths":{"/items/{id}":{
            "parameters":[{"$ref":"#/components/parameters/Id"},{"name":"q","in":"query","example":"x"}],"get":{"responses":{"200":{}}},"put":{"requestBody":
            {"content":{"application/json":{"schema":{"allOf":[{"$ref":"#/components/schemas/A"},{"example":{"a":1}}]}}}}}}},"components":{"parameters":{"Id":
            {"name":"id","in":"path","schema":{"type":"integer","minimum":5}}},"schemas":{"A":{"type":"object","required":["n"],"properties":{"n":{"type":"number",
            "minimum":0.5,"multipleOf":0.1},"t":{"type":"array","items":{"type":"string","maxLength":9}},"p":{"$ref":"#/components/schemas/A"}}}}}}
            """),
        ("openapi yaml", static bytes => OpenApiImport.Make(bytes, writes: true, bearer: false, url: null),
            """
            openapi: 3.0.3
            paths:
              /items/{id}: &item
                parameters: [ { name: id, in: path, required: true, schema: { type: integer, maximum: 9 } } ]
                get: { responses: { '200': { description: "ok \u00e9" } } }
                put:
                  requestBody: { content: { application/json: { schema: { type: object, properties: { a: { type: string, enum: [x, y] } } } } } }
              /others/{id}: *item
            """),
        ("access log", Scan,
            """
            10.0.0.1 - - [10/Oct/2026:13:55:36 +0200] "GET /clips/1234567?page=2&token=x HTTP/1.1" 200 2326 "-" "curl/8" 0.012
            10.0.0.1 - - [10/Oct/2026:13:55:37 +0200] "POST /clips HTTP/1.1" 503 - "-" "curl/8" rt=12ms
            {"time":"2026-10-10T11:55:38.5Z","request":{"method":"GET","uri":"\/feed?a=\u00e9","http":{"status":1}},"status":200,"duration_ms":7,"size":12}
            {"ts":1791633339.25,"request":"GET /feed HTTP/1.1","status":"304","request_time":0.5}
            """),
    ];

    private static void Scan(byte[] bytes)
    {
        var scan = new AccessLogScan(TimeSpan.FromMilliseconds(1));
        AccessLogFile.Read(new MemoryStream(bytes), scan, CancellationToken.None);
        TrafficProfile.Csv(scan.Summary()).ShouldStartWith("metric,");
        AccessLogPlan.Make(scan.Summary(), writes: true, url: null);
    }

    private static (string File, string Text)[] Claimed =>
    [
        ("ai-analysis.json", """{"summary":"slow","findings":[{"title":"N+1 in GET /a `b`(c)","endpoint":"/a","x":["\ud83d\ude00",{"issue":"missing index on votes(clip_id)"}]}]}"""),
        ("report.md", "# Report\n## GET /feed: N+1 query\n- One query per row\n```\n- code\n```\n| Finding | slow |\n|---|---|\n| POST /orders | no timeout |\n"),
    ];

    private static void Read(RunForm form, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        if (form.Read(new RunSource("a/results", content, CancellationToken.None)) is not { } run)
        {
            return;
        }

        var read = new ImportedRuns { Runs = [run], Claims = [], Failures = [], Baseline = BaselineTables.Of([run], probe: null) };
        JsonSerializer.Serialize(read, ModelJson.Imported).Length.ShouldBeGreaterThan(0);
        (run.Tool, run.Form.Length > 0, run.DurationS is null or >= 0, run.Requests is null or >= 0).ShouldBe((form.Tool, true, true, true));
    }

    private static void Read(ProfileForm form, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        var profiles = form.Read("p", new RunSource("a/profile", content, CancellationToken.None));
        var read = new ImportedRuns { Runs = [], Claims = [], Failures = [], Profiles = profiles };
        JsonSerializer.Serialize(read, ModelJson.Imported).Length.ShouldBeGreaterThan(0);
        profiles.ShouldAllBe(profile => profile.Total >= 0 && profile.Calls.Count > 0 && profile.Functions.All(function => function.Own <= function.Cumulative));
    }

    private static bool IsRead(Action<byte[]> read, byte[] bytes, string name, int number)
    {
        try
        {
            read(bytes);
            return true;
        }
        catch (Exception e) when (e is RunFormException or ImportException)
        {
            e.Message.Length.ShouldBeGreaterThan(10);
            ((e as RunFormException)?.Line ?? 1).ShouldBeGreaterThan(0);
            return false;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}, input {number}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private static void Tell(string name, int understood, TimeSpan longest)
    {
        if (Environment.GetEnvironmentVariable("HEADROOM_FUZZ_OUT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, string.Create(
                CultureInfo.InvariantCulture, $"{name}\t{s_tries}\t{understood}\t{s_tries - understood}\t{longest.TotalMilliseconds:0.0}\n"));
        }
    }
}
