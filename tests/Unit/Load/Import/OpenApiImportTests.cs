using System.Text;
using System.Text.Json;
using Headroom.Load;
using Headroom.Load.Import;
using Headroom.Load.Import.OpenApi;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load.Scenarios;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class OpenApiImportTests
{
    private const string Shop = """
        openapi: 3.0.3
        info: { title: Shop, version: '1' }
        servers: [ { url: 'https://{region}.shop.example/v1', variables: { region: { default: eu } } } ]
        security: [ { bearer: [] } ]
        paths:
          /items/{id}:
            parameters: [ { $ref: '#/components/parameters/Id' } ]
            get:
              security: []
              parameters:
                - { name: lang, in: query, required: true, schema: { type: string, enum: [en, de] } }
                - { name: page, in: query, schema: { type: integer } }
                - { name: size, in: query, example: 20, schema: { type: integer } }
                - { name: api_key, in: query, required: true, schema: { type: string } }
              responses: { '200': { description: ok }, '203': { description: ok }, '404': { description: none } }
            put:
              requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Item' } } } }
              responses: { 2XX: { description: ok } }
          /users/{name}:
            get: { parameters: [ { name: name, in: path, required: true, schema: { type: string } } ], responses: {} }
        components:
          parameters: { Id: { name: id, in: path, required: true, schema: { type: integer, minimum: 5, maximum: 9 } } }
          schemas:
            Base: { type: object, properties: { at: { type: string, format: date } } }
            Item:
              allOf:
                - $ref: '#/components/schemas/Base'
                - type: object
                  required: [name]
                  properties:
                    id: { type: integer, readOnly: true }
                    price: { type: number, minimum: 0.5 }
                    name: { type: string, minLength: 6 }
                    tags: { type: array, items: { type: string, enum: [new, old] } }
                    parent: { $ref: '#/components/schemas/Item' }
                    kind: { oneOf: [ { type: boolean }, { type: string } ] }
        """;

    [Fact]
    public void Makes_a_request_of_each_operation_that_reads()
    {
        var made = Make(Shop);
        made.Plan.Requests().Select(static request => (request.Endpoint, request.Path)).ShouldBe(
        [
            ("GET /v1/items/{id}", "/v1/items/${items_id}?lang=${lang}&size=20"),
            ("GET /v1/users/{name}", "/v1/users/${name}"),
        ]);
        made.Plan.Feeds.Select(static feed => (feed.Name, Text(feed.Values))).ShouldBe([("items_id", "5..9"), ("lang", "en|de"), ("name", "text")]);
        made.Plan.Requests().First().Checks.ShouldHaveSingleItem().Name.ShouldBe("status is 200 or 203");
        made.Origin.ShouldBe(new Uri("https://eu.shop.example"));
        made.Notes.Commented.ShouldHaveSingleItem().Name.ShouldBe("PUT /v1/items/{id}");
        made.Notes.Flows["GET /v1/users/{name}"].ShouldBe(["needs auth: bearer"]);
        made.LeftOut.ShouldContain("real values of parameters without an example: name (made up; see the plan's feeds)");
    }

    [Fact]
    public void Values_of_feeds_are_those_of_the_description_and_the_load_encodes_them_once()
    {
        var made = Make("""
            openapi: 3.0.0
            paths:
              /cities/{city}:
                get:
                  parameters:
                    - { name: city, in: path, required: true, schema: { type: string, enum: [New York, São Paulo, a+b/c, "it's, 100%: #1"] } }
                    - { name: q, in: query, example: 'a b&c+d', schema: { type: string } }
            """);
        Text(made.Plan.Feeds.ShouldHaveSingleItem().Values).ShouldBe("New York|São Paulo|a+b/c|it's, 100%: #1");
        Sent(made).ShouldBe(
            ["/cities/New%20York?q=a%20b%26c%2Bd", "/cities/S%C3%A3o%20Paulo?q=a%20b%26c%2Bd", "/cities/a%2Bb%2Fc?q=a%20b%26c%2Bd",
                "/cities/it%27s%2C%20100%25%3A%20%231?q=a%20b%26c%2Bd"], ignoreOrder: true);
        var written = LoadPlanWriter.Write(made.Plan, made.Notes).Yaml;
        written.ShouldContain("city: { values: [New York, 'São Paulo', a+b/c, 'it''s, 100%: #1'] }");
        JsonSerializer.Serialize(Yaml.Plan(written)).ShouldBe(JsonSerializer.Serialize(made.Plan));
    }

    [Theory]
    [InlineData("/c/{id}", "path", "a b", "/c/a%20b")]
    [InlineData("/c/{id}", "path", "a%20b", "/c/a%2520b")]
    [InlineData("/c/{id}", "path", "${x}/ü", "/c/%24%7Bx%7D%2F%C3%BC")]
    [InlineData("/c", "query", "${x}/ü", "/c?id=%24%7Bx%7D%2F%C3%BC")]
    public void An_example_is_sent_encoded_once(string template, string place, string example, string sent)
    {
        var made = Make($$"""
            openapi: 3.0.0
            paths: { '{{template}}': { get: { parameters: [ { name: id, in: {{place}}, example: '{{example}}' } ] } } }
            """);
        Sent(made).ShouldBe([sent]);
        JsonSerializer.Serialize(Yaml.Plan(LoadPlanWriter.Write(made.Plan, made.Notes).Yaml)).ShouldBe(JsonSerializer.Serialize(made.Plan));
    }

    [Fact]
    public void A_header_has_the_values_as_they_are()
    {
        var made = Make("""
            openapi: 3.0.0
            paths: { /a: { get: { parameters: [ { name: X-City, in: header, required: true, schema: { type: string, enum: [New York, a/b] } } ] } } }
            """);
        var renderer = new RequestRenderer(made.Plan, 1, TimeProvider.System);
        var request = made.Plan.Requests().ShouldHaveSingleItem();
        Enumerable.Range(0, 100).Select(i => renderer.Render(request, i).Headers.Single(static header => header.Key == "X-City").Value).Distinct()
            .ShouldBe(["New York", "a/b"], ignoreOrder: true);
    }

    [Fact]
    public void Makes_bodies_from_the_schema_when_writes_are_asked_for()
    {
        var put = Make(Shop, writes: true).Plan.Requests().Single(static request => request.Method == "PUT");
        put.Body.ShouldBe("""{"at":"2026-01-31","name":"textxx","price":0.5,"tags":["new"],"kind":true}""");
        (put.Headers["Content-Type"], put.Checks.Count).ShouldBe(("application/json", 0));
    }

    [Fact]
    public void Authorization_is_a_variable_when_asked_for()
    {
        var made = Make(Shop, bearer: true);
        made.Plan.Variables["token"].ShouldBe("FILL-IN");
        made.Plan.Requests().Select(static request => request.Headers.ContainsKey("Authorization")).ShouldBe([false, true]);
    }

    [Fact]
    public void Json_is_read_as_well_and_the_address_can_be_given()
    {
        var json = Encoding.UTF8.GetString(YamlDocument.ToJson(Shop));
        JsonSerializer.Serialize(Make(json).Plan).ShouldBe(JsonSerializer.Serialize(Make(Shop).Plan));
        var made = Make(json, url: new Uri("http://127.0.0.1:5080/base"));
        (made.Origin, made.Plan.Requests().First().Endpoint).ShouldBe((new Uri("http://127.0.0.1:5080"), "GET /base/items/{id}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_writes_is_read_back(bool writes)
    {
        var made = Make(Shop, writes, bearer: true);
        JsonSerializer.Serialize(Yaml.Plan(LoadPlanWriter.Write(made.Plan, made.Notes).Yaml)).ShouldBe(JsonSerializer.Serialize(made.Plan));
    }

    [Fact]
    public void References_in_circles_and_to_nowhere_end()
    {
        var made = Make("""
            openapi: 3.1.0
            paths:
              /a: { get: { parameters: [ { $ref: '#/components/parameters/A' }, { $ref: 'other.yaml#/x' }, { name: q, in: query, required: true, schema: { $ref: '#/components/schemas/S' } } ], responses: {} } }
            components:
              parameters: { A: { $ref: '#/components/parameters/B' }, B: { $ref: '#/components/parameters/A' } }
              schemas: { S: { anyOf: [ { $ref: '#/components/schemas/S' }, { type: [null, integer], maximum: -3 } ] } }
            """);
        made.Plan.Requests().ShouldHaveSingleItem().Path.ShouldBe("/a?q=${q}");
        string.Join('\n', made.LeftOut).ShouldContain("other.yaml#/x");
    }

    [Theory]
    [InlineData("swagger: '2.0'\npaths: {}", "swagger: 2.0; expected openapi: 3.x")]
    [InlineData("openapi: 4.0.0", "openapi: 4.0.0; expected")]
    [InlineData("a: b", "openapi: missing")]
    [InlineData("openapi: 3.0.0", "paths: missing")]
    [InlineData("openapi: 3.0.0\npaths: { /a: { post: { responses: {} } } }", "--writes")]
    [InlineData("openapi: 3.0.0\npaths: [", "line")]
    [InlineData("openapi: 3.0.0\na: *b", "line 2, column 4")]
    [InlineData("{ \"openapi\": ", "line 1")]
    [InlineData("", "expected")]
    [InlineData("\0\0", "expected")]
    public void Refuses_what_is_no_description(string text, string expected) => Should.Throw<ImportException>(() => Make(text)).Message.ShouldContain(expected);

    [Fact]
    public void Anchors_are_followed_but_may_not_unfold_without_end()
    {
        Make("openapi: 3.0.0\npaths: { /a: { get: &op { responses: { '200': {} } } }, /b: { get: *op } }").Plan.Requests().Count().ShouldBe(2);
        var bomb = "openapi: 3.0.0\na0: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(static i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n")) + "paths: {}";
        Should.Throw<ImportException>(() => Make(bomb)).Message.ShouldContain("aliases counted");
        Should.Throw<ImportException>(() => Make("openapi: 3.0.0\na: " + new string('[', 10_000))).Message.ShouldContain("levels deep");
    }

    [Fact]
    public void Long_texts_may_not_unfold_without_end_either()
    {
        var text = $"openapi: 3.0.0\na: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 2_000))}]\npaths: {{}}";
        Should.Throw<ImportException>(() => Make(text)).Message.ShouldContain("aliases counted");
    }

    [Fact]
    public void A_name_that_is_no_text_costs_no_operation()
    {
        var made = Make("""{"openapi":"3.0.0","\ud800":1,"paths":{"/a":{"\udc00":1,"get":{"\ud800":1,"responses":{}}},"/b\ud800":{"get":{}}}}""");
        made.Plan.Requests().Select(static request => request.Endpoint).ShouldBe(["GET /a", "GET /b\uFFFD"]);
    }

    [Fact]
    public void Examples_may_be_written_as_loosely_as_the_document()
    {
        var put = Make("""
            {"openapi":"3.0.0","paths":{"/a":{"put":{"requestBody":{"content":{"application/json":{"schema":{"allOf":[
              {"example":{"a":1,/* of two the last */"a":[2,],}},{"type":"object","properties":{"b":{"example":{"c":3,}}}}]}}}}}}}}
            """, writes: true).Plan.Requests().ShouldHaveSingleItem();
        put.Body.ShouldBe("""{"a":[2],"b":{"c":3}}""");
    }

    [Fact]
    public void A_step_that_leads_beyond_all_numbers_is_not_taken() =>
        Make("""
            openapi: 3.0.0
            paths: { /a: { put: { requestBody: { content: { application/json: { schema: { type: number, minimum: 1e308, multipleOf: 1e-300 } } } } } } }
            """, writes: true).Plan.Requests().ShouldHaveSingleItem().Body.ShouldBe("1E+308");

    [Fact]
    public void Examples_and_variables_that_double_each_other_end()
    {
        var schemas = string.Join(',', Enumerable.Range(0, 60).Select(static i => $"p{i}: {{ $ref: '#/components/schemas/L' }}"));
        var body = Make($$"""
            openapi: 3.0.0
            paths: { /a: { put: { requestBody: { content: { application/json: { schema: { type: object, properties: { {{schemas}} } } } } } } } }
            components: { schemas: { L: { type: string, example: {{new string('x', 20_000)}} } } }
            """, writes: true).Plan.Requests().ShouldHaveSingleItem().Body;
        body!.Length.ShouldBeInRange(20_000, 250_000);
        var variables = string.Join(',', Enumerable.Range(0, 60).Select(static i => $"v{i}: {{ default: '{{v{i + 1}}}{{v{i + 1}}}' }}"));
        Make($$"""
            openapi: 3.0.0
            servers: [ { url: 'http://a.example/{v0}', variables: { {{variables}} } } ]
            paths: { /a: { get: {} } }
            """).Plan.Requests().ShouldHaveSingleItem().Path.Length.ShouldBeLessThan(60_000);
    }

    private static ImportedPlan Make(string text, bool writes = false, bool bearer = false, Uri? url = null) => OpenApiImport.Make(Encoding.UTF8.GetBytes(text), writes, bearer, url);

    private static string[] Sent(ImportedPlan made)
    {
        var renderer = new RequestRenderer(made.Plan, 1, TimeProvider.System);
        var request = made.Plan.Requests().ShouldHaveSingleItem();
        return [.. Enumerable.Range(0, 100).Select(i => renderer.Render(request, i).PathAndQuery).Distinct()];
    }

    private static string Text(FeedValues values) => values is FeedValues.Range range ? $"{range.From}..{range.To}" : string.Join('|', ((FeedValues.Texts)values).Items);
}
