using System.Text;
using System.Text.Json;
using Headroom.Load;
using Headroom.Load.Import;
using Headroom.Load.Import.Har;
using Headroom.Load.Scenarios;
using Headroom.Tests.Unit.Load.Scenarios;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class HarImportTests
{
    private static readonly string s_har = Har(
        Entry("10:00:05.000", "POST", "https://shop.example/api/login?next=%2F&token=s3cret1", 200, "p2", """, "postData": { "mimeType": "application/json", "text": "{ \"user\": \"me\", \"password\": \"s3cret2\", \"n\": 1 }" }"""),
        Entry("10:00:00.000", "GET", "https://shop.example/", 200, "p1"),
        Entry("10:00:00.150", "GET", "https://shop.example/app.js", 200, "p1"),
        Entry("10:00:00.160", "GET", "https://cdn.example/x", 200, "p1"),
        Entry("10:00:02.100", "GET", "https://shop.example/items/1234567?page=2", 304, "p1"),
        Entry("10:00:05.100", "OPTIONS", "https://shop.example/api/login", 204, "p2"),
        Entry("10:00:05.200", "GET", "https://shop.example/missing", 404, "p2"),
        Entry("10:00:05.300", "GET", "https://shop.example/aborted", 0, "p2"));

    [Fact]
    public void Makes_one_flow_of_the_pages_in_order_with_the_pauses_between_them()
    {
        var made = Make(s_har);
        var flow = made.Plan.Scenarios.ShouldHaveSingleItem().Flows.ShouldHaveSingleItem();
        flow.Requests.Select(static request => (request.Endpoint, request.Path, request.Group, request.ThinkTime.TotalMilliseconds)).ShouldBe(
        [
            ("GET /", "/", "Home", 2000),
            ("GET /items/{id}", "/items/1234567?page=2", "Home", 2800),
            ("POST /api/login", "/api/login?next=%2F", "p2", 100),
            ("GET /missing", "/missing", "p2", 0),
        ]);
        made.Origin.ShouldBe(new Uri("https://shop.example"));
        flow.Requests.Select(static request => request.Checks.ShouldHaveSingleItem().Name).ShouldBe(["status is 200", "status is 200 or 304", "status is 200", "status is 404"]);
    }

    [Fact]
    public void Copies_no_secret_and_says_so()
    {
        var made = Make(s_har);
        var login = made.Plan.Requests().Single(static request => request.Method == "POST");
        login.Body.ShouldBe("""{"user":"me","password":"FILL-IN","n":1}""");
        login.Headers.ShouldBe(new Dictionary<string, string> { ["Accept"] = "text/html", ["Content-Type"] = "application/json" });
        string.Join('\n', made.LeftOut).ShouldContain("password, token");
        string.Join('\n', made.LeftOut).ShouldContain("Authorization, Cookie");
        LoadPlanWriter.Write(made.Plan, made.Notes).Yaml.ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("/c/a%20b%2Fc?q=a+b&phone=%2B49170&city=caf%C3%A9&rest=100%25")]
    [InlineData("/c/a%2520b?q=%252B")]
    [InlineData("/c/a+b?q=%26%3D%23")]
    public void An_address_is_sent_as_it_was_recorded(string address)
    {
        var made = Make(Har(Entry("10:00:00.000", "GET", $"http://a.example{address}", 200, "p1")));
        made.Plan.Feeds.ShouldBeEmpty();
        var request = made.Plan.Requests().ShouldHaveSingleItem();
        new RequestRenderer(made.Plan, 1, TimeProvider.System).Render(request, 0).PathAndQuery.ShouldBe(address);
        Yaml.Plan(LoadPlanWriter.Write(made.Plan, made.Notes).Yaml).Requests().ShouldHaveSingleItem().Path.ShouldBe(address);
    }

    [Fact]
    public void A_form_is_sent_as_it_was_recorded()
    {
        const string Form = "q=a+b&phone=%2B49170&city=caf%C3%A9";
        var post = $$""", "postData": { "mimeType": "application/x-www-form-urlencoded", "text": "{{Form}}" }""";
        var made = Make(Har(Entry("10:00:00.000", "POST", "http://a.example/b", 200, "p1", post)));
        var request = made.Plan.Requests().ShouldHaveSingleItem();
        new RequestRenderer(made.Plan, 1, TimeProvider.System).Render(request, 0).Body.ShouldBe(Form);
    }

    [Fact]
    public void Says_what_it_left_out() => Make(s_har).LeftOut.Take(4).ShouldBe(
        ["1 request for images, fonts, styles and scripts (--assets keeps them)", "1 request of other methods (preflights)", "1 request to other services", "1 request without a response"]);

    [Fact]
    public void Another_service_can_be_chosen_and_assets_kept()
    {
        Make(s_har, origin: new Uri("https://cdn.example")).Plan.Requests().ShouldHaveSingleItem().Path.ShouldBe("/x");
        Make(s_har, assets: true).Plan.Requests().Select(static request => request.Path).ShouldContain("/app.js");
    }

    [Fact]
    public void What_it_writes_is_read_back()
    {
        var made = Make(s_har);
        JsonSerializer.Serialize(Yaml.Plan(LoadPlanWriter.Write(made.Plan, made.Notes).Yaml)).ShouldBe(JsonSerializer.Serialize(made.Plan));
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{\"log\":{\"entries\":[}}", "line 1, byte")]
    [InlineData("[]", "expected JSON with log.entries")]
    [InlineData("{\"log\":{\"entries\":[]}}", "0 entries")]
    [InlineData("{\"log\":{\"entries\":[5,null,{\"request\":{\"url\":\"ws://a/\"}},{\"request\":7}]}}", "4 entries, none with an http")]
    public void Refuses_what_is_no_recording(string har, string expected) => Should.Throw<ImportException>(() => Make(har)).Message.ShouldContain(expected);

    [Fact]
    public void Deep_json_is_refused_not_followed() =>
        Should.Throw<ImportException>(() => Make(string.Concat(Enumerable.Repeat("[", 100_000)))).Message.ShouldContain("no valid JSON");

    [Fact]
    public void A_body_that_reads_like_a_placeholder_is_left_out()
    {
        var har = Har(Entry("10:00:00.000", "GET", "http://a.example/${x}", 200, "p1"), Entry("10:00:01.000", "POST", "http://a.example/b", 200, "p1", """, "postData": { "mimeType": "text/plain", "text": "${env:HOME}" }"""));
        Make(har).Plan.Requests().ShouldHaveSingleItem().Path.ShouldBe("/$%7Bx%7D");
    }

    [Fact]
    public void A_name_that_is_no_text_costs_no_request()
    {
        var har = s_har.Replace("\"pageref\"", "\"\\ud800\": 1, \"pageref\"", StringComparison.Ordinal);
        JsonSerializer.Serialize(Make(har).Plan).ShouldBe(JsonSerializer.Serialize(Make(s_har).Plan));
    }

    [Fact]
    public void A_request_at_the_end_of_the_calendar_has_a_pause_like_any_other()
    {
        var har = s_har.Replace("2026-10-10T", "9999-12-31T", StringComparison.Ordinal).Replace("T10:00:", "T23:59:", StringComparison.Ordinal)
            .Replace("\"time\": 100", "\"time\": 3600000", StringComparison.Ordinal);
        Make(har).Plan.Requests().ShouldAllBe(static request => request.ThinkTime == TimeSpan.Zero);
    }

    [Theory]
    [InlineData("{ \"password\": \"s3cret2\", \"a\": \"\\ud800\" }", """{"password":"FILL-IN","a":""")]
    [InlineData("{ \"password\": \"s3cret2\", /* me */ \"a\": 1, }", """{"password":"FILL-IN","a":1}""")]
    [InlineData("{ \"password\": \"s3cret2\", \"password\": \"s3cret2\" }", "FILL-IN")]
    [InlineData("password is s3cret2", "FILL-IN")]
    [InlineData("{ \"a\": 1 }\n{ \"a\": 2 }", "{ \"a\": 1 }\n{ \"a\": 2 }")]
    public void A_body_that_is_hardly_JSON_copies_no_secret_either(string body, string expected)
    {
        var text = JsonSerializer.Serialize(body);
        var har = Har(Entry("10:00:00.000", "POST", "http://a.example/b", 200, "p1", $$""", "postData": { "mimeType": "application/json", "text": {{text}} }"""));
        Make(har).Plan.Requests().ShouldHaveSingleItem().Body!.ShouldStartWith(expected);
    }

    private static ImportedPlan Make(string har, Uri? origin = null, bool assets = false) => HarImport.Make(Encoding.UTF8.GetBytes(har), origin, assets, null);

    private static string Har(params string[] entries) =>
        $$"""{ "log": { "version": "1.2", "pages": [ { "id": "p1", "title": "Home", "startedDateTime": "2026-10-10T10:00:00Z" } ], "entries": [ {{string.Join(",", entries)}} ] } }""";

    private static string Entry(string time, string method, string url, int status, string page, string post = "") =>
        $$"""
        { "startedDateTime": "2026-10-10T{{time}}Z", "time": 100, "pageref": "{{page}}", "request": { "method": "{{method}}", "url": "{{url}}",
          "headers": [ { "name": "Accept", "value": "text/html" }, { "name": "Cookie", "value": "a=s3cret3" }, { "name": "Authorization", "value": "Bearer s3cret4" }, { "name": "X-Other", "value": "1" } ]{{post}} },
          "response": { "status": {{status}}, "content": { "mimeType": "text/html; charset=utf-8" } } }
        """;
}
