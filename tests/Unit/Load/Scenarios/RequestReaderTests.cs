using Headroom.Load;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class RequestReaderTests
{
    [Fact]
    public void Reads_all_that_a_request_can_say()
    {
        var request = Yaml.Request("""
            post: /orders/${iteration}?at=${timestamp}
                group: checkout
                tags: { kind: write }
                idempotency_key: true
                think_time: 2s
                body:
                  vu: "${vu}"
                  number: ${vu}
                  key: ${uuid}
                checks:
                  status: [200, 201]
                  body_contains: [ok, done]
                  body_matches: '"id":\d+'
                  header: [ETag, Location]
                  header_matches: { Content-Type: ^application/json }
                  json:
                    $.id: 5
                    "$.items": { exists: true, at_least: 1, at_most: 9 }
                    "$.items[*].name": { matches: ^A }
                    "$['state']": { equals: open }
                    $.note: ""
                extract:
                  token: $.access_token
                  order: { json: "$.items[0].id" }
                  session: { header: X-Session }
                  login: { cookie: sid }
                  whole: { regex: id=\d+ }
                  part: { regex: 'id=(\d+)-(\d+)', group: 2 }
                  first: { regex: 'id=(\d+)' }
            """);

        (request.Group, request.Tags["kind"], request.ThinkTime).ShouldBe(("checkout", "write", TimeSpan.FromSeconds(2)));
        (request.Headers["Idempotency-Key"], request.Headers["Content-Type"]).ShouldBe(("${uuid}", "application/json"));
        request.Body.ShouldBe("""{"vu":"${vu}","number":${vu},"key":"${uuid}"}""");
        request.Checks.Select(static check => check.Name).ShouldBe([
            "status is 200 or 201", "body contains 'ok'", "body contains 'done'", """body matches '"id":\d+'""", "has header ETag", "has header Location",
            "header Content-Type matches '^application/json'", "$.id is 5", "$.items exists", "$.items is at least 1", "$.items is at most 9",
            "$.items[*].name matches '^A'", "$['state'] is open", "$.note is ",
        ]);
        request.Extractions.ShouldBe([
            new("token", new ExtractionSource.Json("$.access_token")), new("order", new ExtractionSource.Json("$.items[0].id")),
            new("session", new ExtractionSource.Header("X-Session")), new("login", new ExtractionSource.Cookie("sid")), new("whole", new ExtractionSource.Regex(@"id=\d+", 0)),
            new("part", new ExtractionSource.Regex(@"id=(\d+)-(\d+)", 2)), new("first", new ExtractionSource.Regex(@"id=(\d+)", 1)),
        ]);
    }

    [Theory]
    [InlineData("Content-Type", "{ a: 1 }")]
    [InlineData("content-type", "{ a: 1 }")]
    [InlineData("CONTENT-TYPE", "plain text")]
    public void A_plans_Content_Type_is_that_of_every_body_and_stands_once(string header, string body)
    {
        var plan = Yaml.Plan($"{Yaml.Head}headers: {{ {header}: application/vnd.api+json }}\nrequests:\n  - {{ post: /, body: {body} }}");
        var request = plan.Scenarios[0].Flows[0].Requests[0];

        request.Headers.ShouldBeEmpty();
        new RequestRenderer(plan, 1, TimeProvider.System).Render(request, 0).Headers.ShouldHaveSingleItem().Value.ShouldBe("application/vnd.api+json");
    }

    [Fact]
    public void A_requests_own_Content_Type_goes_before_the_plans()
    {
        var plan = Yaml.Plan($"{Yaml.Head}headers: {{ Content-Type: text/csv }}\nrequests:\n  - {{ post: /, headers: {{ content-type: application/json }}, body: {{ a: 1 }} }}");

        new RequestRenderer(plan, 1, TimeProvider.System).Render(plan.Scenarios[0].Flows[0].Requests[0], 0).Headers
            .ShouldHaveSingleItem().Value.ShouldBe("application/json");
    }

    [Fact]
    public void A_mapping_in_a_plan_of_forms_is_a_mistake() =>
        Yaml.Mistakes($"{Yaml.Head}headers: {{ Content-Type: application/x-www-form-urlencoded }}\nrequests:\n  - {{ post: /, body: {{ a: 1 }} }}")
            .ShouldHaveSingleItem().ShouldContain("expected a text such as a=1&b=2");

    [Fact]
    public void Reads_a_gRPC_call_with_fields_by_number()
    {
        var request = Yaml.Request("""
            grpc: /clips.Clips/List
                message:
                  1: hot
                  2: 20
                  3: { 1: "${vu}" }
                  4: [a, b]
                  5: ${vu}
                  6: true
            """);
        (request.Exchange, request.Method, request.Path, request.Endpoint)
            .ShouldBe((Exchange.Grpc, "POST", "/clips.Clips/List", "POST /clips.Clips/List"));
        request.Body.ShouldBe("""{"1":"hot","2":20,"3":{"1":"${vu}"},"4":["a","b"],"5":${vu},"6":true}""");
        request.Headers.ShouldBeEmpty();
    }

    [Fact]
    public void Reads_the_session_of_a_WebSocket_in_order()
    {
        var request = Yaml.Request("""
            websocket: /live
                session: [ { expect: hello }, { send: "i am ${vu}" }, { hold: 5s } ]
            """);
        (request.Exchange, request.Method).ShouldBe((Exchange.WebSocket, "GET"));
        request.Session.ShouldBe([
            new WebSocketStep.Expect("hello"), new WebSocketStep.Send("i am ${vu}"), new WebSocketStep.Hold(TimeSpan.FromSeconds(5)),
        ]);
    }

    [Fact]
    public void An_idempotency_key_goes_into_the_header_that_is_named()
    {
        Yaml.Request("{ post: /, idempotency_key: X-Request-Key }").Headers["X-Request-Key"].ShouldBe("${uuid}");
        Yaml.Request("{ post: /, idempotency_key: false }").Headers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ get: /, message: { 1: a } }", "'message' belongs to a gRPC call; expected 'grpc' with a path beside it")]
    [InlineData("{ get: /, session: [] }", "'session' belongs to a WebSocket; expected 'websocket' with a path beside it")]
    [InlineData("{ grpc: /a.B/C, body: x }", "'body' does not belong to a gRPC call; expected its 'message'")]
    [InlineData("{ grpc: /a.B }", "expected a service and a method, as in /pkg.Service/Method")]
    [InlineData("{ grpc: /a.B/C, message: { name: x } }", "the field 'name'; expected its number in the .proto file")]
    [InlineData("{ grpc: /a.B/C, message: { 1: { x: 1 } } }", "the field 'x'; expected its number in the .proto file")]
    [InlineData("{ websocket: /, body: x }", "expected texts to send under 'session'")]
    [InlineData("{ websocket: /, session: [ { wait: 5s, hold: 1s } ] }", "unknown key 'wait'; expected one of expect, hold, send")]
    [InlineData("{ websocket: /, session: [ { send: a, expect: b } ] }", "send and expect; expected one of send, expect, hold")]
    [InlineData("{ post: /, headers: { content-type: application/x-www-form-urlencoded }, body: { a: 1 } }", "expected a text such as a=1&b=2")]
    [InlineData("{ post: /, idempotency_key: a b }", "expected true or the name of a header")]
    [InlineData("{ post: /, idempotency_key: true, headers: { idempotency-key: 1 } }", "stands under 'headers' too")]
    [InlineData("{ get: /, checks: { body_matches: 'a(' } }", "no regular expression")]
    [InlineData("{ get: /, checks: { body_matches: '(?=a)b' } }", "no regular expression")]
    [InlineData("{ get: /, checks: { header_matches: { A: '[' } } }", "no regular expression")]
    [InlineData("{ get: /, checks: { json: { id: 5 } } }", "'id' is no JSON path")]
    [InlineData("{ get: /, checks: { json: { $.a..b: 5 } } }", "'$.a..b' is no JSON path")]
    [InlineData("{ get: /, checks: { json: { $.a: { exists: false } } } }", "that a value is absent cannot be checked")]
    [InlineData("{ get: /, checks: { json: { $.a: { above: 1 } } } }", "expected one of at_least, at_most, equals, exists, matches")]
    [InlineData("{ get: /, checks: { json: { $.a: {} } } }", "no test; expected one of at_least")]
    [InlineData("{ get: /, checks: { body_contains: 'vu ${vu}' } }", "'${vu}' is not filled here")]
    [InlineData("{ get: /, checks: { status: [] } }", "an empty list; expected a number or a list of numbers")]
    [InlineData("{ get: /, extract: { a: token } }", "'token' is no JSON path")]
    [InlineData("{ get: /, extract: { a: { regex: 'a(' } } }", "no regular expression")]
    [InlineData("{ get: /, extract: { a: { regex: 'a', group: 1 } } }", "expected a whole number from 0 to 0")]
    [InlineData("{ get: /, extract: { a: { header: 'a b' } } }", "no header name")]
    [InlineData("{ get: /, extract: { a: { cookie: 'a b' } } }", "no cookie name")]
    [InlineData("{ get: /, extract: { a: { json: $.a, header: X } } }", "json and header; expected one of json, header, cookie, regex")]
    [InlineData("{ get: /, extract: { a: { json: $.a, group: 1 } } }", "'group' belongs to a 'regex'")]
    [InlineData("{ get: /, extract: { vu: $.a } }", "'vu' is the name of a built-in too")]
    [InlineData("{ get: /, extract: { 'a.b': $.a } }", "'a.b' cannot stand in a placeholder")]
    [InlineData("{ get: /, tags: { name: x } }", "every request has the tag 'name' by itself")]
    [InlineData("{ get: /, headers: { A: \"x\\ny\" } }", "a header of several lines")]
    [InlineData("{ gte: / }", "no method; expected one of get, post, put, patch, delete, head, options, grpc, websocket with a path", 2)]
    public void Says_what_it_expected(string request, string expected, int mistakes = 1)
    {
        var found = Yaml.MistakesOfRequest(request);
        found.Length.ShouldBe(mistakes, string.Join('\n', found));
        found[0].ShouldContain(expected);
    }
}
