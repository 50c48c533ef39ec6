using System.Text.Json;
using Headroom.Collect;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect;

public sealed class RedactionTests
{
    private static readonly SortedDictionary<string, string> Secret = new(StringComparer.Ordinal) { ["Token"] = "sekret-4711" };

    [Fact]
    public void No_secret_of_a_plan_is_left() => JsonSerializer.Serialize(Redaction.Of(Everywhere()), ModelJson.Plan).ShouldNotContain("sekret-4711");

    [Fact]
    public void What_is_no_secret_stays()
    {
        var redacted = Redaction.Of(Everywhere());

        redacted.Service.Postgres.ShouldBe("Host=db.test;Port=5433;Database=shop;Username=auditor");
        redacted.Service.Environment.ShouldHaveSingleItem().ShouldBe(new("Token", Redaction.Mark));
        redacted.Service.Url.ShouldBe(new Uri("http://127.0.0.1:5080/base"));
        redacted.Load!.Headers.ShouldHaveSingleItem().Key.ShouldBe("Token");
        redacted.Load.Scenarios[0].Flows[0].Requests[0].Endpoint.ShouldBe("POST /clips");
        redacted.Load.Feeds.Select(feed => feed.Name).ShouldBe(["user", "id"]);
        redacted.Load.Feeds[1].Values.ShouldBe(new FeedValues.Range(1, 5));
    }

    [Theory]
    [InlineData("Host=db;Database=shop;Username=u;Password=sekret-4711;SSL Password=sekret-4711")]
    [InlineData("Host=db;Database=shop;Username=u;Password='sekret-4711;x'")]
    [InlineData("Server=db;Database=shop;User Id=u;Pwd=sekret-4711;Options=-c a=sekret-4711")]
    [InlineData("postgres://u:sekret-4711@db/shop")]
    [InlineData("Host=db;Nonsense=sekret-4711")]
    public void A_connection_string_loses_its_secrets_however_it_is_written(string connection) => Redaction.OfConnection(connection).ShouldNotContain("sekret-4711");

    [Fact]
    public void A_plan_that_was_redacted_stays_as_it_is()
    {
        var once = JsonSerializer.Serialize(Redaction.Of(Everywhere()), ModelJson.Plan);

        JsonSerializer.Serialize(Redaction.Of(JsonSerializer.Deserialize(once, ModelJson.Plan)!), ModelJson.Plan).ShouldBe(once);
    }

    [Theory]
    [InlineData("dotnet test")]
    [InlineData("npm run test:unit -- --reporter dot")]
    [InlineData("./gradlew :shop:check")]
    public void A_test_command_of_plain_words_stays(string command) => Redaction.OfTests(command).ShouldBe(command);

    [Theory]
    [InlineData("TOKEN=sekret-4711 make test")]
    [InlineData("make test URL=http://u:sekret-4711@db")]
    [InlineData("pytest --password sekret-4711")]
    [InlineData("go test -run 'sekret-4711'")]
    [InlineData("./sekret-4711.sh")]
    [InlineData("make $SEKRET")]
    [InlineData("npm test; curl sekret-4711")]
    [InlineData("")]
    public void Any_other_test_command_is_left_out_whole(string command) => Redaction.OfTests(command).ShouldBe(Redaction.Mark);

    [Theory]
    [InlineData("/clips", "/clips")]
    [InlineData("/clips?sort=hot&limit=20", "/clips?sort=hot&limit=20")]
    [InlineData("/clips?access_token=abc&sort=hot", "/clips?access_token=[redacted]&sort=hot")]
    [InlineData("/clips?API-Key=a=b", "/clips?API-Key=[redacted]")]
    [InlineData("/clips?token", "/clips?token")]
    [InlineData("/clips/token=1?page=2", "/clips/token=1?page=2")]
    public void A_query_parameter_that_is_named_like_a_secret_loses_its_value(string path, string redacted) => Redaction.OfPath(path).ShouldBe(redacted);

    private static Plan Everywhere() => new()
    {
        Service = new ServicePlan
        {
            Name = "shop",
            Url = new Uri("http://user:sekret-4711@127.0.0.1:5080/base"),
            Health = "/health?token=sekret-4711",
            Start = "TOKEN=sekret-4711 ./run --password sekret-4711",
            Test = "TOKEN=sekret-4711 make test",
            Postgres = "Host=db.test;Port=5433;Database=shop;Username=auditor;Password=sekret-4711",
            Environment = Secret,
        },
        Load = new LoadPlan
        {
            Name = "all",
            Headers = Secret,
            Feeds =
            [
                new Feed { Name = "user", Values = new FeedValues.Texts(["sekret-4711", "sekret-4711-too"]) },
                new Feed { Name = "id", Values = new FeedValues.Range(1, 5) },
            ],
            Scenarios =
            [
                new Scenario
                {
                    Name = "all",
                    Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)),
                    Flows =
                    [
                        new Flow
                        {
                            Name = "flow",
                            Requests = [new RequestTemplate { Method = "POST", Path = "/clips?token=sekret-4711", Endpoint = "POST /clips", Headers = Secret, Body = "{\"password\":\"sekret-4711\"}" }],
                        },
                    ],
                },
            ],
        },
        Slo = new SloPlan { Default = new SloTargets { Errors = new Ratio(0.01) } },
    };
}
