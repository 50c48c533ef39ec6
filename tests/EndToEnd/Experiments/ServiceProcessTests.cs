using Headroom.Experiments.Clusters;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments;

public sealed class ServiceProcessTests : IDisposable
{
    private readonly Place place = new();
    private readonly HealthyEndpoint healthy = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        healthy.Dispose();
        place.Dispose();
    }

    [Fact]
    public async Task A_command_that_ends_is_an_error_with_its_last_words()
    {
        var error = await Should.ThrowAsync<StartFailedException>(() => StartAsync("echo no such table >&2; exit 3", NobodysPort()));

        error.Message.ShouldContain("`services.shop.start` ended with exit code 3");
        error.Message.ShouldContain("no such table");
        error.Headline.ShouldNotContain("no such table"); // it may hold secrets
        error.Headline.ShouldEndWith(".log.");
        NothingRemains();
    }

    [Fact]
    public async Task The_command_itself_which_may_hold_secrets_is_in_no_message()
    {
        healthy.Open();
        const string command = "exit 4 # token=s3cret", endless = "sleep 600 # token=s3cret";
        var taken = await Should.ThrowAsync<StartFailedException>(() => StartAsync(command, healthy.Address));
        var ended = await Should.ThrowAsync<StartFailedException>(() => StartAsync(command, NobodysPort()));
        var late = await Should.ThrowAsync<StartFailedException>(() => StartAsync(endless, NobodysPort(), TimeSpan.FromMilliseconds(300)));

        foreach (var error in (StartFailedException[])[taken, ended, late])
        {
            error.ToString().ShouldNotContain("s3cret");
            error.Message.ShouldContain("`services.shop.start`");
        }

        NothingRemains();
    }

    [Fact]
    public async Task A_command_that_never_answers_is_ended()
    {
        var error = await Should.ThrowAsync<StartFailedException>(
            () => StartAsync("echo waiting; sleep 600", NobodysPort(), TimeSpan.FromSeconds(5)));

        error.Message.ShouldContain("never answered");
        error.Message.ShouldContain("waiting");
        NothingRemains();
    }

    [Fact]
    public async Task A_stranger_at_the_health_address_is_not_taken_for_the_service()
    {
        healthy.Open();
        var error = await Should.ThrowAsync<StartFailedException>(() => StartAsync("sleep 600", healthy.Address));

        error.Message.ShouldContain("answered 200");
        error.IsTaken.ShouldBeTrue();
        NothingRemains();
    }

    [Theory]
    [InlineData(true, "never answered")]
    [InlineData(false, "answered 200")]
    public async Task A_certificate_that_nobody_trusts_is_an_answer_where_the_plan_does_not_verify_it(bool verifies, string told)
    {
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/health", () => "well"), tls: true);
        var start = Start("sleep 600", new Uri(service.Url, "/health"), TimeSpan.FromMilliseconds(300)) with { VerifyCertificate = verifies };

        await AskedAsync(start.Health);

        var error = await Should.ThrowAsync<StartFailedException>(async () =>
        {
            await using var started = await ServiceProcess.StartAsync(start, place.Journal, TimeProvider.System, Cancellation);
        });

        error.Message.ShouldContain(told);
        NothingRemains();
    }

    [Fact]
    public async Task Grandchildren_end_with_the_service_even_as_daemons_that_ignore_SIGTERM()
    {
        var marker = Path.Combine(place.Folder, "started");
        var daemon = $"setsid sh -c 'trap \"\" TERM; touch {marker}; while :; do sleep 600; done'";
        var starting = StartAsync($"({daemon} >/dev/null 2>&1 &) & (sleep 600 &) ; exec sleep 600", healthy.Address);
        await UntilAsync(() => File.Exists(marker));
        healthy.Open();
        var service = await starting;
        service.Pids().Count.ShouldBeGreaterThanOrEqualTo(2);

        await service.DisposeAsync();
        service.Pids().ShouldBeEmpty();
        NothingRemains();
    }

    [Fact]
    public async Task The_environment_and_the_folder_are_as_asked_and_the_output_is_kept()
    {
        var starting = StartAsync("echo \"$GREETING from $PWD\"; exec sleep 600", healthy.Address);
        await UntilAsync(() => File.Exists(LogPath) && File.ReadAllText(LogPath).Contains('\n'));
        healthy.Open();
        await using var service = await starting;

        (await File.ReadAllTextAsync(LogPath, Cancellation)).ShouldBe($"hello from {place.Folder}\n");
        service.LastLines(5).ShouldBe($"hello from {place.Folder}");
    }

    [Fact]
    public async Task A_service_and_what_it_starts_keep_to_the_processors_that_it_is_given()
    {
        var last = Affinity.Own()[^1];
        var start = Start("(grep Cpus_allowed_list /proc/self/status); exec sleep 600", healthy.Address, timeout: null) with { Processors = [last] };
        var starting = ServiceProcess.StartAsync(start, place.Journal, TimeProvider.System, Cancellation);
        await UntilAsync(() => File.Exists(LogPath) && File.ReadAllText(LogPath).Contains('\n'));
        healthy.Open();
        await using var service = await starting;

        service.LastLines(1).ShouldBe($"Cpus_allowed_list:\t{last}");
    }

    [Fact]
    public async Task A_service_whose_output_cannot_be_kept_is_ended()
    {
        var start = Start("sleep 600", NobodysPort(), timeout: null) with { LogPath = Path.Combine(place.Folder, "absent", "service.log") };

        await Should.ThrowAsync<DirectoryNotFoundException>(() => ServiceProcess.StartAsync(start, place.Journal, TimeProvider.System, Cancellation));

        await UntilAsync(() => Place.ProcessesWith(place.Journal.OwnerId).Count == 0);
        NothingRemains();
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing_behind()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var starting = ServiceProcess.StartAsync(Start("sleep 600", NobodysPort(), TimeSpan.FromMinutes(1)), place.Journal, TimeProvider.System, stop.Token);
        await UntilAsync(() => Place.ProcessesWith(place.Journal.OwnerId).Count > 0);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => starting);
        NothingRemains();
    }

    // The first answer over TLS may take longer than a health address is asked for.
    private static async Task AskedAsync(Uri health)
    {
        using var sender = new HttpSender(new Uri(health, "/"), connections: 1, TimeProvider.System) { VerifyCertificate = false };
        var request = new RenderedRequest { Method = "GET", PathAndQuery = health.PathAndQuery, Endpoint = "GET /health" };
        (await sender.SendAsync(request, TimeSpan.FromMinutes(1), Cancellation)).Status.ShouldBe(200);
    }

    private string LogPath => Path.Combine(place.Folder, "service.log");

    private static Uri NobodysPort() => new($"http://127.0.0.1:{FreePort.Next()}/health");

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
    }

    private void NothingRemains()
    {
        Place.ProcessesWith(place.Journal.OwnerId).ShouldBeEmpty();
        place.Journal.Dispose();
        Directory.GetFiles(place.JournalFolder).ShouldBeEmpty();
    }

    private Task<ServiceProcess> StartAsync(string command, Uri health, TimeSpan? timeout = null) =>
        ServiceProcess.StartAsync(Start(command, health, timeout), place.Journal, TimeProvider.System, Cancellation);

    private ServiceStart Start(string command, Uri health, TimeSpan? timeout) => new()
    {
        Command = command,
        Name = "services.shop.start",
        Health = health,
        WorkingDirectory = place.Folder,
        LogPath = LogPath,
        Timeout = timeout ?? TimeSpan.FromSeconds(30),
        Environment = new Dictionary<string, string> { ["GREETING"] = "hello" },
    };
}
