using Headroom.Load;
using Headroom.Load.Requests;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load;

public class RequestRendererTests
{
    private static readonly Feed s_word = new() { Name = "word", Values = new FeedValues.Texts(["a b/ü&\"\r\nX: y"]) };
    private static readonly Feed s_clip = new() { Name = "clip", Values = new FeedValues.Range(1, 1000) };

    [Fact]
    public void Encodes_a_value_for_the_place_where_it_stands()
    {
        var template = new RequestTemplate
        {
            Method = "POST",
            Path = "/words/${word}?q=${word}&raw=a b%20ü",
            Endpoint = "POST /words/{word}",
            Headers = new Dictionary<string, string> { ["X-Word"] = "<${word}>", ["content-type"] = "application/json" },
            Body = "{\"w\":\"${word}\"}",
        };
        var request = Renderer(template).Render(template, 0);

        const string Encoded = "a%20b%2F%C3%BC%26%22%0D%0AX%3A%20y";
        request.PathAndQuery.ShouldBe($"/words/{Encoded}?q={Encoded}&raw=a%20b%20%C3%BC");
        request.Headers.ShouldContain(new KeyValuePair<string, string>("X-Word", "<a b/ü&\"  X: y>"));
        System.Text.Json.JsonDocument.Parse(request.Body!).RootElement.GetProperty("w").GetString().ShouldBe("a b/ü&\"\r\nX: y");
    }

    [Fact]
    public void Leaves_a_text_body_as_it_is()
    {
        var template = new RequestTemplate { Method = "POST", Path = "/", Endpoint = "POST /", Body = "<${word}>" };
        Renderer(template).Render(template, 0).Body.ShouldBe("<a b/ü&\"\r\nX: y>");
    }

    [Fact]
    public void Encodes_a_value_in_a_form_and_leaves_the_form_itself()
    {
        var template = new RequestTemplate
        {
            Method = "POST",
            Path = "/",
            Endpoint = "POST /",
            Headers = new Dictionary<string, string> { ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8" },
            Body = "q=a+b%20c&w=${word}&e=",
        };
        Renderer(template).Render(template, 0).Body.ShouldBe("q=a+b%20c&w=a%20b%2F%C3%BC%26%22%0D%0AX%3A%20y&e=");
    }

    [Theory]
    [InlineData("http://b\u00fccher.example:81/shop", "xn--bcher-kva.example:81")]
    [InlineData("http://shop.example", "shop.example")]
    [InlineData("http://[::1]:5080", "[::1]:5080")]
    public void Names_the_host_in_the_letters_of_the_wire(string address, string host)
    {
        var rendered = new RenderedRequest { Method = "GET", PathAndQuery = "/", Endpoint = "GET /" };
        var values = new Values(new Bindings(Given.PlanOf(Given.Vus(1, 1000), Given.Get("/"))));
        var wire = PreparedRequest.Of(rendered, new Uri(address)).Wire(values, new ByteBuffer(), out _);
        System.Text.Encoding.UTF8.GetString(wire.Span).ShouldContain($"\r\nHost: {host}\r\n");
    }

    [Fact]
    public void Lets_a_requests_header_take_the_place_of_the_scenarios()
    {
        var template = new RequestTemplate
        {
            Method = "GET",
            Path = "/",
            Endpoint = "GET /",
            Headers = new Dictionary<string, string> { ["accept"] = "text/html" },
        };
        var scenario = Given.PlanOf(Given.Vus(1, 1000), template) with { Headers = new Dictionary<string, string> { ["Accept"] = "*/*", ["X"] = "1" } };
        new RequestRenderer(scenario, 1, TimeProvider.System).Render(template, 0).Headers.Select(static header => header.Value).ShouldBe(["text/html", "1"]);
    }

    [Fact]
    public async Task What_earlier_responses_give_is_fetched_once_from_the_setup_and_from_each_flow()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(request.Path == "/created" ? 201 : 200, """{"token":"t1","id":7}"""));
        var login = Given.Get("/login") with { Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))] };
        var create = Given.Get("/created") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var read = Given.Get("/items/${id}");
        var load = Given.PlanOf(Given.Vus(1, 1000), Given.Get("/first"), create, read) with
        {
            Setup = [login],
            Headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer ${token}" },
        };
        var renderer = new RequestRenderer(load, 1, TimeProvider.System);
        renderer.Render(read, 0).PathAndQuery.ShouldBe("/items/");

        (await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken)).ShouldBeNull();

        var request = renderer.Render(read, 0);
        request.PathAndQuery.ShouldBe("/items/7");
        request.Headers.ShouldContain(new KeyValuePair<string, string>("Authorization", "Bearer t1"));
        renderer.ValueOf("token").ShouldBe("t1");
        server.Requests.Select(sent => sent.Path).ShouldBe(["/login", "/first", "/created"], "what follows the last extraction is not needed");
    }

    [Fact]
    public async Task What_the_setup_made_is_taken_back_once_and_until_then_no_second_setup_is_sent()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(200, """{"id":7}"""));
        var create = Given.Get("/create") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var load = Given.PlanOf(Given.Vus(1, 1000), Given.Get("/items/${id}")) with
        {
            Setup = [create],
            Teardown = [Given.Get("/remove/${id}")],
        };
        var renderer = new RequestRenderer(load, 1, TimeProvider.System);

        await renderer.EndAsync();
        await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken);
        await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken);
        await renderer.EndAsync();
        await renderer.EndAsync();

        server.Requests.Select(sent => sent.Path).ShouldBe(["/create", "/remove/7"]);
    }

    [Fact]
    public async Task A_setup_that_failed_is_told_to_whoever_asks_next_and_what_it_made_is_taken_back()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(request.Path == "/create" ? 409 : 200, "{}"));
        var create = Given.Get("/create") with { Extractions = [new Extraction("id", new ExtractionSource.Json("$.id"))] };
        var load = Given.PlanOf(Given.Vus(1, 1000), Given.Get("/items/${id}")) with { Setup = [create], Teardown = [Given.Get("/remove")] };
        var renderer = new RequestRenderer(load, 1, TimeProvider.System);

        await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken);
        var again = await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken);
        await renderer.EndAsync();

        again.ShouldBe("setup: GET /create answered 409");
        server.Requests.Select(sent => sent.Path).ShouldBe(["/create", "/remove"]);
    }

    [Fact]
    public async Task A_setup_that_fails_is_told_and_a_flow_that_fails_leaves_its_values_empty()
    {
        using var server = new LoopbackServer(static request => request.ReplyAsync(request.Path == "/login" ? 401 : 404, "{}"));
        var login = Given.Get("/login") with { Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))] };
        var read = Given.Get("/items/${token}");

        var told = await Prepared(Given.PlanOf(Given.Vus(1, 1000), read) with { Setup = [login] });
        var silent = await Prepared(Given.PlanOf(Given.Vus(1, 1000), login, read));

        told.Mistake.ShouldBe("setup: GET /login answered 401");
        silent.ShouldBe((null, "/items/"));

        async Task<(string? Mistake, string Path)> Prepared(LoadPlan load)
        {
            var renderer = new RequestRenderer(load, 1, TimeProvider.System);
            return (await renderer.PrepareAsync(server.Url, TestContext.Current.CancellationToken), renderer.Render(read, 0).PathAndQuery);
        }
    }

    [Fact]
    public async Task Nothing_is_sent_where_no_request_takes_anything()
    {
        using var server = LoopbackServer.Ok();

        (await new RequestRenderer(Given.PlanOf(Given.Vus(1, 1000), Given.Get("/a")), 1, TimeProvider.System)
            .PrepareAsync(server.Url, TestContext.Current.CancellationToken)).ShouldBeNull();

        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Draws_the_same_for_the_same_seed_and_number()
    {
        var template = Given.Get("/clips/${clip}");
        string[] Paths(ulong seed) => [.. Enumerable.Range(0, 50).Select(number => Renderer(template, seed).Render(template, number).PathAndQuery)];
        Paths(1).ShouldBe(Paths(1));
        Paths(1).ShouldNotBe(Paths(2));
        Paths(1).Distinct().Count().ShouldBeGreaterThan(25);
    }

    [Fact]
    public void Refuses_a_placeholder_without_a_feed() =>
        Should.Throw<ArgumentException>(static () => Renderer(Given.Get("/${nobody}"))).Message.ShouldContain("${nobody}");

    [Fact]
    public void A_unique_feed_begins_with_the_values_that_a_load_comes_to_last_and_goes_round()
    {
        var template = Given.Get("/orders/${order}");
        var feed = new Feed { Name = "order", Values = new FeedValues.Range(1, 3), Order = FeedOrder.Unique };
        var renderer = new RequestRenderer(Given.PlanOf(Given.Vus(1, 1000), template) with { Feeds = [feed] }, 1, TimeProvider.System);

        Enumerable.Range(0, 4).Select(number => renderer.Render(template, number).PathAndQuery)
            .ShouldBe(["/orders/3", "/orders/2", "/orders/1", "/orders/3"]);
    }

    [Theory]
    [InlineData("/clips", "/clips?limit=40")]
    [InlineData("/clips?sort=hot", "/clips?sort=hot&limit=40")]
    [InlineData("/clips?limit=20&sort=hot", "/clips?limit=40&sort=hot")]
    [InlineData("/clips?a=1&lim%69t=5&limit=7&limits=8", "/clips?a=1&limit=40&limits=8")]
    public void Overrides_or_adds_a_query_parameter(string path, string expected) =>
        new RenderedRequest { Method = "GET", PathAndQuery = path, Endpoint = "GET /clips" }.WithQuery("limit", "40").PathAndQuery.ShouldBe(expected);

    private static RequestRenderer Renderer(RequestTemplate template, ulong seed = 1) =>
        new(Given.PlanOf(Given.Vus(1, 1000), template) with { Feeds = [s_word, s_clip] }, seed, TimeProvider.System);
}
