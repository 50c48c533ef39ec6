using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using Check = Headroom.Model.Plans.Check;

namespace Headroom.Tests.Unit.Load.Scenarios;

public sealed class LoadPlanWriterTests : IDisposable
{
    private static readonly string[] s_texts =
    [
        "a", "GET /clips/{id}", "x: y", "# no comment", " padded ", "it's", "\"quoted\"", "null", "true", "12", "-5", "~", "a,b", "[x]", "{x}", "a#b", "a #b",
        "tab\there", "two\nlines", "cr\r\n", "caf\u00e9", "\u65e5\u672c", "emoji \U0001F600", "\u2028", "\u0007", "back\\slash", "ends:", "- item", "? key", "*alias", "&anchor", "!tag", "%percent", "@at", "`tick`", "| pipe", "> fold", "$", "${", "=", "...", "---",
    ];

    private static readonly Gen<string> s_text = Gen.Elements(s_texts);
    private static readonly Gen<TimeSpan> s_time = Gen.Choose(1, 100_000).Select(static ms => TimeSpan.FromMilliseconds(ms * 10));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headroom-write-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Any_plan_that_is_written_is_read_back_as_it_was() =>
        Prop.ForAll(Arb.From(Plans()), plan =>
        {
            var (written, read) = RoundTrip(plan);
            var (expected, actual) = (JsonSerializer.Serialize(plan), JsonSerializer.Serialize(read));
            return (expected == actual).Label(expected == actual ? "" : Difference(written, expected, actual));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Leaves_out_what_has_its_default()
    {
        var plan = Scenarios.Yaml.Plan("""
            name: small
            executor: constant-arrival-rate
            rate: 60/s
            duration: 30s
            requests:
              - get: /clips
            """);
        LoadPlanWriter.Write(plan, new LoadPlanNotes()).Yaml.ShouldBe("name: small\nexecutor: constant-arrival-rate\nrate: 60/s\nduration: 30s\n\nrequests:\n  - get: /clips\n");
    }

    [Fact]
    public void A_requests_Content_Type_is_written_where_the_plan_has_another()
    {
        var plan = Scenarios.Yaml.Plan(
            "executor: constant-vus\nvus: 1\nduration: 1s\nname: n\nheaders: { content-type: text/csv }\n"
            + "requests: [ { post: /, body: 'a;b' }, { post: /b, headers: { Content-Type: application/json }, body: { a: 1 } } ]");
        var (_, read) = RoundTrip(plan);
        JsonSerializer.Serialize(read).ShouldBe(JsonSerializer.Serialize(plan));
    }

    [Fact]
    public void Comments_never_change_what_is_read()
    {
        var plan = Scenarios.Yaml.Plan("executor: constant-vus\nvus: 1\nduration: 1s\nname: n\nrequests: [ { get: / }, { get: /b } ]");
        var request = new RequestTemplate { Method = "POST", Path = "/c", Endpoint = "POST /c", Body = "a\nb: c", Headers = new Dictionary<string, string> { ["Content-Type"] = "x/y" } };
        var notes = new LoadPlanNotes
        {
            Url = new Uri("http://127.0.0.1:5080/"),
            Head = ["one\nname: other", "two"],
            Flows = new Dictionary<string, IReadOnlyList<string>> { ["GET /b"] = ["look\r\n- get: /evil"] },
            Commented = [new Flow { Name = "POST /c", Requests = [request] }],
        };
        var file = Scenarios.Yaml.File(LoadPlanWriter.Write(plan, notes).Yaml);
        JsonSerializer.Serialize(file.Load).ShouldBe(JsonSerializer.Serialize(plan));
        file.Url.ShouldBe(new Uri("http://127.0.0.1:5080"));
    }

    [Fact]
    public void Long_feeds_and_tables_are_files()
    {
        var feeds = new[]
        {
            new Feed { Name = "few", Values = new FeedValues.Texts(["1", "", "a,b"]) },
            new Feed { Name = "many", Values = new FeedValues.Texts([.. Enumerable.Range(0, 21).Select(static i => i == 3 ? "" : $"v {i}, \"x\"\n")]) },
            new Feed { Name = "table", Values = new FeedValues.Table(["id", "q"], [["1", "#a"], [" 2 ", ""]]) },
        };
        var plan = Plan(feeds, [new RequestTemplate { Method = "GET", Path = "/${few}/${many}/${table.id}", Endpoint = "GET /" }]);
        var written = LoadPlanWriter.Write(plan, new LoadPlanNotes());
        written.Files.Select(static file => file.Path).ShouldBe(["feeds/many.csv", "feeds/table.csv"]);
        JsonSerializer.Serialize(RoundTrip(plan).Read).ShouldBe(JsonSerializer.Serialize(plan));
    }

    private static string Difference(string written, string expected, string actual)
    {
        var at = expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count();
        return $"{written}\nexpected ...{expected[Math.Max(0, at - 80)..Math.Min(expected.Length, at + 80)]}\nbut was  ...{actual[Math.Max(0, at - 80)..Math.Min(actual.Length, at + 80)]}";
    }

    private static LoadPlan Plan(IReadOnlyList<Feed> feeds, IReadOnlyList<RequestTemplate> requests) => new()
    {
        Name = "p",
        Feeds = feeds,
        Scenarios = [new Scenario { Name = "p", Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)), Flows = [new Flow { Name = "f", Requests = requests }] }],
    };

    private (string Written, LoadPlan Read) RoundTrip(LoadPlan plan)
    {
        var written = LoadPlanWriter.Write(plan, new LoadPlanNotes());
        foreach (var file in written.Files)
        {
            var path = Path.Combine(_folder.FullName, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }

        var errors = new PlanErrors();
        var read = YamlReader.Parse(written.Yaml, "load.yaml", errors) is { } map ? LoadPlanReader.ReadFile(map, _folder.FullName, static _ => null, errors) : null;
        return read is null ? throw new InvalidOperationException(string.Join('\n', errors.All) + "\n" + written.Yaml) : (written.Yaml, read.Load);
    }

    private static Gen<LoadPlan> Plans() =>
        from name in s_text
        from flows in Gen.ListOf(Requests(), 2)
        from weight in Gen.Choose(1, 1000)
        from executors in Gen.ListOf(Executors(), 2)
        from isSingle in Gen.Elements(true, false)
        from texts in Dictionaries(StringComparer.Ordinal)
        from headers in Dictionaries(StringComparer.OrdinalIgnoreCase)
        from flags in Gen.ListOf(Gen.Elements(true, false), 3)
        from protocol in Gen.Elements(HttpProtocol.Http1, HttpProtocol.Http2, HttpProtocol.Http3)
        from time in s_time
        from thresholds in Gen.ListOf(Thresholds(), 2)
        from feeds in Gen.Elements<Feed[]>([], [new Feed { Name = "feed", Values = new FeedValues.Range(-5, 5), Order = FeedOrder.Unique }], [new Feed { Name = "feed", Values = new FeedValues.Texts(s_texts), Order = FeedOrder.Sequential }])
        let all = flows.Select((requests, i) => new Flow { Name = $"flow {i}: {name}", Weight = weight / 8.0, Requests = requests }).ToArray()
        select new LoadPlan
        {
            Name = name,
            Scenarios = isSingle
                ? [new Scenario { Name = name, Executor = executors[0], Flows = all }]
                : [
                    new Scenario { Name = "first", Executor = executors[0], Flows = all, Tags = texts },
                    new Scenario { Name = $"2 {name}", Executor = executors[1], Flows = [all[1]], StartTime = time },
                ],
            Feeds = feeds,
            Variables = Sorted(texts.Where(static pair => !pair.Value.Contains("${", StringComparison.Ordinal)), StringComparer.Ordinal),
            Headers = headers,
            Tags = texts,
            Setup = flags[0] ? flows[0] : [],
            Teardown = flags[1] ? flows[1] : [],
            Thresholds = [.. thresholds.Select(threshold => threshold.Tags.Count == 0 ? threshold : threshold with { Tags = Named(flows[0][0].Endpoint) }).OrderBy(static threshold => threshold.Source, StringComparer.Ordinal)],
            Protocol = protocol,
            VerifyCertificate = flags[0],
            FollowRedirects = flags[2],
            Timeout = time,
            GracefulStop = time,
        };

    private static Gen<RequestTemplate[]> Requests() =>
        from requests in Gen.ArrayOf(Request(), 2)
        select requests;

    private static Gen<RequestTemplate> Request() =>
        from method in Gen.Elements("GET", "POST", "DELETE")
        from path in Gen.Elements("/", "/clips?sort=hot&limit=20", "/a b/#c", "/x: y", "/caf\u00e9", "/'q'", "/${uuid}?v=${vu}")
        from endpoint in Gen.Elements("GET /", "POST /clips/{id}", "x")
        from headers in Dictionaries(StringComparer.OrdinalIgnoreCase)
        from body in Gen.Elements<(string?, string)>(
            (null, ""), ("""{"value":1,"by":["x",true,null,1.5,"7","${vu}"],"e":{}}""", "application/json"), ("""{ "a": 1 }""", "application/json"), ("""[{"long":"text that makes the whole body longer than one line is allowed to be in a plan","n":-1e3}]""", "application/json"),
            ("plain: text\n", "text/plain; charset=utf-8"), ("a=1&b=2", "application/x-www-form-urlencoded"), ("\"just text\"", "application/json"), ("{broken", "application/json"), ("""{"a":"\u00e9\u0001 \"q\" '"}""", "application/vnd.x+json"))
        from checks in Gen.Elements<Check[]>(
            [],
            [new Check.StatusIs([200])],
            [new Check.StatusIs([200, 404]), new Check.BodyContains("a: b"), new Check.BodyContains("c"), new Check.BodyMatches("^[a-z]+: \\d{2}$"), new Check.HasHeader("ETag"), new Check.HeaderMatches("X", "a,b"),
             new Check.JsonIs("$.id", new JsonTest.EqualTo("5")), new Check.JsonIs("$.a[0]", new JsonTest.Exists()), new Check.JsonIs("$.a[0]", new JsonTest.AtLeast(-1.5)), new Check.JsonIs("$.a[0]", new JsonTest.AtMost(9)), new Check.JsonIs("$.s", new JsonTest.EqualTo("")), new Check.JsonIs("$.m", new JsonTest.Matches("x|y"))])
        from extractions in Gen.Elements<Extraction[]>([], [new("token", new ExtractionSource.Json("$.a")), new("h", new ExtractionSource.Header("X-Y")), new("c", new ExtractionSource.Cookie("sid")), new("r", new ExtractionSource.Regex("id=(\\d+), '", 1))])
        from tags in Dictionaries(StringComparer.Ordinal)
        from team in Gen.Elements(null, "a group: x", "g")
        from think in Gen.Elements(0, 1500, 60_000)
        from kind in Gen.Elements(Exchange.Http, Exchange.Http, Exchange.Grpc, Exchange.WebSocket)
        let type = body.Item2.Length > 0 && kind == Exchange.Http ? headers.Append(new("Content-Type", body.Item2)) : headers
        select new RequestTemplate
        {
            Method = kind switch { Exchange.Grpc => "POST", Exchange.WebSocket => "GET", _ => method },
            Path = kind == Exchange.Grpc ? "/pkg.Service/Method" : path,
            Endpoint = endpoint,
            Exchange = kind,
            Headers = Sorted(type, StringComparer.OrdinalIgnoreCase),
            Body = kind switch { Exchange.Http => body.Item1, Exchange.Grpc => """{"1":"a","2":[5]}""", _ => null },
            Session = kind == Exchange.WebSocket ? [new WebSocketStep.Send("{\"a\": 1}"), new WebSocketStep.Expect("x: y"), new WebSocketStep.Hold(TimeSpan.FromSeconds(2))] : [],
            Checks = checks,
            Extractions = extractions,
            Tags = tags,
            Group = team,
            ThinkTime = TimeSpan.FromMilliseconds(think),
        };

    private static Gen<Executor> Executors() =>
        from vus in Gen.Choose(1, 300)
        from rate in Gen.Elements(0.1, 12.345, 1e3, 1.0 / 3)
        from time in s_time
        from arrivals in Gen.Elements(Arrivals.Even, Arrivals.Poisson)
        from executor in Gen.Elements<Executor>(
            new Executor.ConstantVus(vus, time), new Executor.RampingVus(vus, [new Stage(time, 5), new Stage(TimeSpan.Zero, 0)]), new Executor.SharedIterations(vus, vus * 7L, time),
            new Executor.PerVuIterations(vus, 3, TimeSpan.FromMinutes(10)), new Executor.ConstantArrivalRate(new PerSecond(rate), time, vus, arrivals),
            new Executor.RampingArrivalRate(new PerSecond(rate), [new Stage(time, rate)], vus, arrivals), new Executor.RampingArrivalRate(default, [new Stage(time, rate)], 100))
        select executor;

    private static Gen<Threshold> Thresholds() =>
        from metric in Gen.Elements("http_req_duration", "latency")
        from tags in Gen.Elements<string[]>([], ["name"])
        from percentile in Gen.Elements<Aggregate>(new Aggregate.Percentile(99.9), new Aggregate.Percentile(50), new Aggregate.Mean(), new Aggregate.Greatest())
        from comparison in Gen.Elements(Comparison.Below, Comparison.AtLeast)
        from abort in Gen.Elements(true, false)
        select new Threshold
        {
            Metric = metric,
            Tags = tags.Length == 0 ? Named() : Named("of the plan"),
            Aggregate = percentile,
            Comparison = comparison,
            Bound = 300.5,
            AbortOnFail = abort,
            DelayAbortEval = abort ? TimeSpan.FromSeconds(10) : TimeSpan.Zero,
            Window = abort ? null : TimeSpan.FromSeconds(30),
        };

    private static SortedDictionary<string, string> Named(params string[] name) => Sorted(name.Select(static name => KeyValuePair.Create("name", name)), StringComparer.Ordinal);

    // Headers are one line, labels and variables are no placeholders: other texts the language refuses.
    private static Gen<SortedDictionary<string, string>> Dictionaries(StringComparer comparer) =>
        from keys in Gen.SubListOf(s_names)
        from values in Gen.ArrayOf(s_text.Where(static text => !text.AsSpan().ContainsAny('\r', '\n', '\0')), 4)
        select Sorted(keys.Select((key, i) => KeyValuePair.Create(key, values[i])), comparer);

    private static readonly string[] s_names = ["alpha", "beta", "gamma-2", "delta_3"];

    private static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> pairs, StringComparer comparer) =>
        new(pairs.ToDictionary(static pair => pair.Key, static pair => pair.Value, comparer), comparer);
}
