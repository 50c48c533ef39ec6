using System.Text;
using Headroom.Load;
using Headroom.Load.Import.AccessLogs;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load.Scenarios;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class RoutesTests
{
    [Theory]
    [InlineData("12")]
    [InlineData("2026-01-31")]
    [InlineData("1,2,3")]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff")]
    [InlineData("507f1f77bcf86cd799439011")]
    [InlineData("01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("dQw4w9WgXcQ")]
    [InlineData("cus_9s6XKzkNRiz8i3")]
    [InlineData("order-12345")]
    [InlineData("someone@example.com")]
    [InlineData("12345.json")]
    public void Is_an_id(string piece) => Segments.IsId(Encoding.UTF8.GetBytes(piece)).ShouldBeTrue();

    [Theory]
    [InlineData("clips")]
    [InlineData("v1")]
    [InlineData("2.1")]
    [InlineData("oauth2")]
    [InlineData("OAuth2Callback")]
    [InlineData("how-to-build-a-web-server-in-2026")]
    [InlineData("top-10")]
    [InlineData("index.html")]
    [InlineData(".env")]
    [InlineData("decade")]
    public void Is_a_name(string piece) => Segments.IsId(Encoding.UTF8.GetBytes(piece)).ShouldBeFalse();

    [Fact]
    public void Many_names_under_a_folder_are_ids_but_not_those_that_are_frequent()
    {
        var lines = Enumerable.Range(0, 3000).Select(i => AccessLogTests.Line(i, "GET", i % 3 == 0 ? "/users/me" : $"/users/{Slug(i)}/clips?page={i}", 200));
        var routes = Read(lines).Routes;
        routes.Select(static route => (route.Endpoint, route.Requests)).ShouldBe([("GET /users/{id}/clips", 2000), ("GET /users/me", 1000)]);
        routes[0].Queries[0].Rows.ShouldAllBe(row => row.Count == 2 && row[0].StartsWith("name-") && Slug(int.Parse(row[1])) == row[0]);
    }

    [Fact]
    public void Names_that_become_ids_keep_the_ids_below_them_in_order()
    {
        var lines = Enumerable.Range(0, 500).Select(i => AccessLogTests.Line(i, "GET", $"/{i}/of/{Slug(i)}/{i + 1}", 200));
        var route = Read(lines).Routes.ShouldHaveSingleItem();
        route.Endpoint.ShouldBe("GET /{id}/of/{id}/{id}");
        route.Queries[0].Rows.Count.ShouldBe(500);
        route.Queries[0].Rows.ShouldAllBe(row => Slug(int.Parse(row[0])) == row[1] && int.Parse(row[2]) == int.Parse(row[0]) + 1);
    }

    [Fact]
    public void A_million_distinct_paths_stay_within_bounds()
    {
        var scan = new AccessLogScan();
        for (var i = 0; i < 1_000_000; i++)
        {
            scan.Feed(Encoding.UTF8.GetBytes(AccessLogTests.Line(i / 1000, "GET", $"/{Slug(i)}/{Slug(i / 7)}/{Slug(i / 13)}?{Slug(i)}=1", 200) + "\n"));
        }

        var log = scan.Summary();
        (log.Routes.Sum(static route => route.Requests) + log.Other).ShouldBe(1_000_000);
        log.Routes.Count.ShouldBeLessThan(200);
        log.Routes.Sum(static route => route.Queries.Sum(static query => query.Rows.Count)).ShouldBeLessThan(200_000);
    }

    [Fact]
    public void Addresses_that_the_service_did_not_know_make_no_route()
    {
        var lines = Enumerable.Range(0, 500).Select(i => AccessLogTests.Line(i, "GET", $"/{Slug(i)}.php", 404)).Append(AccessLogTests.Line(1, "GET", "/clips/1", 200)).Append(AccessLogTests.Line(1, "GET", "/clips/2", 404));
        var log = Read(lines);
        log.Routes.ShouldHaveSingleItem().Statuses.ShouldBe(new Dictionary<int, long> { [200] = 1, [404] = 1 });
        log.Other.ShouldBe(500);
    }

    [Theory]
    [InlineData("/a/${jndi:ldap://x}")]
    [InlineData("/a?b=<script>")]
    [InlineData("*")]
    [InlineData("/a b")]
    [InlineData("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q")]
    public void A_strange_address_is_no_route_but_counts(string target)
    {
        var log = Read([AccessLogTests.Line(0, "GET", target, 200)]);
        (log.Requests, log.Other, log.Routes.Count, log.All!.Count).ShouldBe((1, 1, 0, 1));
    }

    [Fact]
    public void The_plan_has_the_endpoints_by_share_at_the_rate_of_the_busiest_minute()
    {
        string[] lines =
        [
            .. Enumerable.Range(0, 120).Select(static i => AccessLogTests.Line(i % 60, "GET", $"/clips/{i}?sort={(i % 2 == 0 ? "hot" : "new")}&limit=20&access_token=s3cret{i}", 200)),
            .. Enumerable.Range(0, 40).Select(static i => AccessLogTests.Line(120, "GET", "/clips?keyword=a", 200)),
            .. Enumerable.Range(0, 40).Select(static i => AccessLogTests.Line(120, "POST", "/clips", 201)),
            .. Enumerable.Range(0, 40).Select(static i => AccessLogTests.Line(120, "GET", "/me", 401)),
            .. Enumerable.Range(0, 40).Select(static i => AccessLogTests.Line(120, "GET", $"/reset-password/{i}", 200)),
        ];
        var made = AccessLogPlan.Make(Read(lines), writes: false, new Uri("http://127.0.0.1:1"));
        var scenario = made.Plan.Scenarios.ShouldHaveSingleItem();
        scenario.Executor.ShouldBeOfType<Executor.ConstantArrivalRate>().Rate.Value.ShouldBe(2);
        scenario.Flows.Select(static flow => (flow.Name, flow.Weight, flow.Requests[0].Path)).ShouldBe(
        [
            ("GET /clips/{id}", 75, "/clips/${clips.id}?sort=${clips.sort}&limit=20"),
            ("GET /clips", 25, "/clips?keyword=a"),
        ]);
        made.Notes.Commented.ShouldHaveSingleItem().Name.ShouldBe("POST /clips");
        made.LeftOut.ShouldContain("query parameters that are named like secrets: access_token");
        made.LeftOut.ShouldContain("GET /me: 40 of 40 answered with an error in the log");
        made.LeftOut.ShouldContain("GET /reset-password/{id}: its address holds a secret");
        var written = LoadPlanWriter.Write(made.Plan, made.Notes);
        (written.Yaml + string.Concat(written.Files.Select(static file => file.Text))).ShouldNotContain("s3cret");
        AccessLogPlan.Make(Read(lines), writes: true, null).Plan.Scenarios[0].Flows.Select(static flow => flow.Name).ShouldContain("POST /clips");
    }

    [Theory]
    [InlineData("/parcels?phone=%2B49170", "+49170", "/parcels?phone=%2B49170")]
    [InlineData("/parcels?phone=a+b", "a b", "/parcels?phone=a%20b")]
    [InlineData("/parcels?phone=new%20york", "new york", "/parcels?phone=new%20york")]
    [InlineData("/parcels?phone=caf%C3%A9", "café", "/parcels?phone=caf%C3%A9")]
    [InlineData("/parcels?phone=a%26b%3Dc", "a&b=c", "/parcels?phone=a%26b%3Dc")]
    [InlineData("/parcels?phone=%252B", "%2B", "/parcels?phone=%252B")]
    [InlineData("/parcels?phone=it%27s%2C%0A%23%22", "it's,\n#\"", "/parcels?phone=it%27s%2C%0A%23%22")]
    [InlineData("/parcels?phone=$%7Benv:HOME%7D", "${env:HOME}", "/parcels?phone=%24%7Benv%3AHOME%7D")]
    [InlineData("/parcels?phone=100%", "100%", "/parcels?phone=100%25")]
    [InlineData("/parcels?phone=caf%E9", "caf%E9", "/parcels?phone=caf%25E9")]
    [InlineData("/parcels/a+b%20c%2Fd@example.com", "a+b c/d@example.com", "/parcels/a%2Bb%20c%2Fd%40example.com")]
    public void A_feed_has_what_a_value_says_and_the_load_encodes_it_once(string target, string value, string sent)
    {
        var other = target.Contains('?') ? "/parcels?phone=other" : "/parcels/other@example.com";
        var made = Plan(target, other);
        made.Feeds.ShouldHaveSingleItem().Values.ShouldBeOfType<FeedValues.Texts>().Items[0].ShouldBe(value);
        Sent(made).ShouldBe([sent, other.Replace("@", "%40", StringComparison.Ordinal)], ignoreOrder: true);
        Sent(Yaml.Plan(LoadPlanWriter.Write(made, new LoadPlanNotes()).Yaml)).ShouldBe(Sent(made));
    }

    [Fact]
    public void A_feed_of_one_parameter_is_named_after_it_where_that_name_is_free() =>
        Plan("/parcels?status=a", "/parcels?status=b", "/parcels?phone=1", "/parcels?phone=2", "/people?phone=3", "/people?phone=4")
            .Feeds.Select(static feed => feed.Name).ShouldBe(["status", "phone", "people"], ignoreOrder: true);

    [Fact]
    public void A_table_has_what_the_values_of_path_and_query_say()
    {
        var made = Plan("/parcels/a+b@example.com?q=c+d", "/parcels/x@example.com?q=y%2Bz");
        made.Feeds.ShouldHaveSingleItem().Values.ShouldBeOfType<FeedValues.Table>().Rows[0].ShouldBe(["a+b@example.com", "c d"]);
        Sent(made).ShouldBe(["/parcels/a%2Bb%40example.com?q=c%20d", "/parcels/x%40example.com?q=y%2Bz"], ignoreOrder: true);
    }

    [Fact]
    public void What_stands_in_the_path_itself_stays_encoded_as_it_was() =>
        Sent(Plan("/new%20york/a%2Fb?q=a+b&phone=%2B49170&page=1", "/new%20york/a%2Fb?q=a+b&phone=%2B49170&page=2")).ShouldBe(
            ["/new%20york/a%2Fb?q=a+b&phone=%2B49170&page=1", "/new%20york/a%2Fb?q=a+b&phone=%2B49170&page=2"], ignoreOrder: true);

    [Fact]
    public void A_rate_over_the_bound_is_cut_and_said()
    {
        var made = AccessLogPlan.Make(Read(Enumerable.Range(0, 90_000).Select(static i => AccessLogTests.Line(0, "GET", "/", 200))), writes: false, null);
        made.Plan.Scenarios[0].Executor.ShouldBeOfType<Executor.ConstantArrivalRate>().Rate.Value.ShouldBe(AccessLogPlan.MaxRate);
        string.Join('\n', made.Notes.Head).ShouldContain("90000/s, cut to 1000/s");
    }

    [Fact]
    public void The_traffic_profile_has_a_row_for_each_number_and_leaves_the_unknown_empty()
    {
        var log = Read([AccessLogTests.Line(0, "GET", "/clips/1", 200, 50), AccessLogTests.Line(1, "POST", "/clips", 500, 70)]);
        var rows = TrafficProfile.Rows(log).ToDictionary(static row => (row.Metric, row.Scope), static row => row.Value);
        (rows[("peak_rps", "all")], rows[("peak_rps", "reads")], rows[("share", "writes")]).ShouldBe(("1", "1", "0.5"));
        (rows[("concurrency_p90", "all")], rows[("largest_request", "all")], rows[("largest_response", "all")]).ShouldBe(("", "", "70"));
        (rows[("status_share", "5xx")], rows[("requests", "GET /clips/{id}")], rows[("server_error_share", "POST /clips")]).ShouldBe(("0.5", "1", "1"));
        TrafficProfile.Csv(log).Split('\n')[0].ShouldBe("metric,scope,value,unit,note");
    }

    private static string Slug(int i) => $"name-{string.Concat($"{i}".Select(static digit => (char)('a' + digit - '0')))}";

    private static LoadPlan Plan(params string[] targets) =>
        AccessLogPlan.Make(Read(targets.Select(static target => AccessLogTests.Line(0, "GET", target, 200))), writes: false, null).Plan;

    private static string[] Sent(LoadPlan plan)
    {
        var renderer = new RequestRenderer(plan, 1, TimeProvider.System);
        var request = plan.Requests().ShouldHaveSingleItem();
        return [.. Enumerable.Range(0, 100).Select(i => renderer.Render(request, i).PathAndQuery).Distinct()];
    }

    private static AccessLogSummary Read(IEnumerable<string> lines) => AccessLogTests.Read(string.Join('\n', lines));
}
