using Headroom.Cli;
using Headroom.Cli.Load;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Load;

public sealed class LoadRequestReaderTests : IDisposable
{
    private static readonly LoadArguments Address = new() { Source = "http://127.0.0.1:8080/items?x=1" };

    private readonly string _folder = Directory.CreateTempSubdirectory("load-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_address_alone_is_the_closed_model_with_as_many_users_as_connections()
    {
        var job = LoadRequestReader.Read(Address).Job;

        job.Target.ShouldBe(new Uri("http://127.0.0.1:8080"));
        job.Plan.Scenarios.ShouldHaveSingleItem().Executor.ShouldBe(new Executor.ConstantVus(64, TimeSpan.FromSeconds(30)));
        var request = job.Plan.Requests().ShouldHaveSingleItem();
        (request.Method, request.Path, request.Endpoint).ShouldBe(("GET", "/items?x=1", "GET /items"));
    }

    [Fact]
    public void A_rate_is_the_open_model() =>
        LoadRequestReader.Read(Address with { Rate = "600/m", Connections = "8", Duration = "5s" }).Job.Plan.Scenarios[0].Executor
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(10), TimeSpan.FromSeconds(5), 8));

    [Fact]
    public void Options_of_every_plan_reach_it()
    {
        var plan = LoadRequestReader.Read(Address with
        {
            WarmUp = "2s",
            Timeout = "500ms",
            Http = "2",
            Insecure = true,
            FollowRedirects = true,
            Headers = ["X-Key: a: b", "accept:*/*"],
            Method = "put",
            Body = "{}",
        }).Job.Plan;

        (plan.WarmUp, plan.Timeout, plan.Protocol).ShouldBe((TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), HttpProtocol.Http2));
        (plan.VerifyCertificate, plan.FollowRedirects).ShouldBe((false, true));
        plan.Headers["x-key"].ShouldBe("a: b");
        plan.Headers["Accept"].ShouldBe("*/*");
        plan.Requests().Single().Method.ShouldBe("PUT");
    }

    [Fact]
    public void All_mistakes_are_told_at_once() => Mistakes(Address with
    {
        Source = "http://shop.test/",
        Rate = "100001",
        Vus = "10001",
        Duration = "25h",
        Timeout = "10",
        WarmUp = "x",
        Http = "4",
        Headers = ["none"],
        Threads = "0",
        OpenMetrics = "70000",
        Seed = "-1",
        Samples = "a.txt",
        K6Summary = "/no/such/folder/a.json",
        Method = "G ET",
    }).Count.ShouldBe(15);

    [Fact]
    public void A_host_that_is_not_loopback_needs_a_permission_and_says_which()
    {
        Mistakes(Address with { Source = "http://shop.test/" }).ShouldHaveSingleItem().ShouldContain("--allow shop.test");
        LoadRequestReader.Read(Address with { Source = "http://shop.test/", Allow = ["shop.test"] }).Job.Target.Host.ShouldBe("shop.test");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://")]
    [InlineData("http://a:b@127.0.0.1/")]
    [InlineData("http://127.0.0.1/${id}")]
    public void An_address_that_cannot_be_loaded_is_refused(string source) => Mistakes(Address with { Source = source }).ShouldNotBeEmpty();

    [Theory]
    [InlineData("100ms", "100ms")]
    [InlineData("1s", "2s")]
    public void A_warm_up_as_long_as_the_run_is_refused(string duration, string warmUp) =>
        Mistakes(Address with { Duration = duration, WarmUp = warmUp }).ShouldHaveSingleItem().ShouldContain("--warm-up");

    [Fact]
    public void A_file_is_changed_where_its_executor_matches()
    {
        var file = Write("executor: constant-arrival-rate\nrate: 5\nduration: 10s\nrequests: [{ get: / }]\n");

        LoadRequestReader.Read(new LoadArguments { Source = file, Url = "http://127.0.0.1:1", Rate = "7", Duration = "3s", Connections = "9" })
            .Job.Plan.Scenarios[0].Executor.ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(7), TimeSpan.FromSeconds(3), 9));
        Mistakes(new LoadArguments { Source = file, Url = "http://127.0.0.1:1", Vus = "7" }).ShouldHaveSingleItem().ShouldContain("constant-arrival-rate");
    }

    [Theory]
    [InlineData("Content-Type: text/csv")]
    [InlineData("content-type:text/csv")]
    public void A_Content_Type_of_the_command_line_goes_before_the_kind_of_a_body_and_the_files(string header)
    {
        var file = Write("url: http://127.0.0.1:1\nexecutor: constant-vus\nvus: 1\nduration: 1s\nheaders: { Content-Type: text/html }\nrequests: [{ post: /, body: 'a;b' }]\n");
        var plan = LoadRequestReader.Read(new LoadArguments { Source = file, Headers = [header] }).Job.Plan;

        plan.Headers.ShouldHaveSingleItem().Value.ShouldBe("text/csv");
        plan.Scenarios[0].Flows[0].Requests[0].Headers.ShouldBeEmpty();
    }

    [Fact]
    public void More_users_than_values_that_each_of_them_keeps_are_refused()
    {
        var file = Write("url: http://127.0.0.1:1\nexecutor: constant-vus\nvus: 1\nduration: 1s\nfeeds: { user: { range: [1, 2], order: per-vu } }\nrequests: [{ get: '/${user}' }]\n");

        LoadRequestReader.Read(new LoadArguments { Source = file, Vus = "2" }).Job.Plan.Feeds.Count.ShouldBe(1);
        Mistakes(new LoadArguments { Source = file, Vus = "3" }).ShouldHaveSingleItem().ShouldContain("feed 'user' has 2 values for 3 VUs");
    }

    [Fact]
    public void A_file_may_say_where_its_load_goes()
    {
        var file = Write("url: http://shop.test:81\nallowed_targets: [shop.test]\nexecutor: constant-vus\nvus: 1\nduration: 1s\nrequests: [{ get: / }]\n");

        LoadRequestReader.Read(new LoadArguments { Source = file }).Job.Target.ShouldBe(new Uri("http://shop.test:81"));
        LoadRequestReader.Read(new LoadArguments { Source = file, Url = "http://127.0.0.1:1" }).Job.Target.Port.ShouldBe(1);
    }

    [Fact]
    public void A_profile_is_laid_over_the_plan()
    {
        LoadRequestReader.Read(Address with { Profile = "high", Vus = "8" }).Job.Plan.Scenarios[0].Executor
            .ShouldBe(new Executor.ConstantVus(16, TimeSpan.FromSeconds(30)));
        Mistakes(Address with { Profile = "hihg" }).ShouldHaveSingleItem().ShouldContain("expected one of smoke, ");
    }

    [Fact]
    public void Stages_have_durations_of_their_own()
    {
        var file = Write("executor: ramping-vus\nstages: [{ duration: 1s, target: 5 }]\nrequests: [{ get: / }]\n");

        Mistakes(new LoadArguments { Source = file, Url = "http://127.0.0.1:1", Duration = "7s" }).ShouldHaveSingleItem().ShouldContain("ramping-vus");
    }

    [Fact]
    public void A_file_s_mistakes_and_those_of_the_options_come_together()
    {
        var mistakes = Mistakes(new LoadArguments { Source = Write("executor: constant-vus\nvus: 0\nduration: 10s\nrequests: [{ get: / }]\n"), Rate = "x", Http = "9" });

        mistakes.Count.ShouldBe(3);
        mistakes.ShouldContain(line => line.Contains(":2:6: vus"));
    }

    [Fact]
    public void HTTP3_to_an_address_without_TLS_is_refused() =>
        Mistakes(Address with { Http = "3" }).ShouldHaveSingleItem().ShouldContain("HTTP/3 needs an https address");

    [Fact]
    public void A_file_that_is_missing_is_named() => Mistakes(new LoadArguments { Source = "absent.yaml" }).ShouldHaveSingleItem().ShouldContain("absent.yaml");

    private static IReadOnlyList<string> Mistakes(LoadArguments arguments) => Should.Throw<BadInputException>(() => LoadRequestReader.Read(arguments)).Lines;

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "load.yaml");
        File.WriteAllText(path, text);
        return path;
    }
}
