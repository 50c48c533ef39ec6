using System.Globalization;
using Headroom.Collect;
using Headroom.Load;
using Headroom.Load.Import;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>Takes profiles of a service's code while the load runs, each from where the plan says; what fails becomes data.</summary>
/// <remarks>
/// A profile of some time (an address with <c>seconds</c>) is asked for when the load is warm, one of an instant after most of the load;
/// of a load that ends sooner, what was not asked for by then is missing. A file is read after the load, and only when it was written
/// since its start. What an address gave stays in the run's folder, for <c>go tool pprof</c> and others.
/// </remarks>
internal sealed class CodeProfileRun : IAsyncDisposable
{
    /// <summary>Where in the folder of the run what addresses gave is kept.</summary>
    public const string Folder = "profiles";

    private const string GoCpu = "/debug/pprof/profile";

    /// <summary>The part (a ratio) of the load after which what is held at an instant is asked for.</summary>
    private const double Late = 0.8;

    /// <summary>The time for an answer once the load has ended: for all of them, so that none takes the others with it.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    private readonly ServicePlan _service;
    private readonly RunFolder _folder;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _loadEnded;
    private readonly RunningWindow _window;
    private readonly IReadOnlyList<(string Name, string Source, Task<string?>? Fetch)> _sources;

    private CodeProfileRun(ServicePlan service, LoadPlan load, RunFolder folder, TimeProvider time, CancellationToken stop)
    {
        (_service, _folder, _time) = (service, folder, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _loadEnded = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _window = new RunningWindow(time);
        _sources =
        [
            .. service.Profiles.Select(one =>
                (one.Key, one.Value, IsAddress(one.Value) ? FetchAsync(one.Key, new Uri(one.Value), load) : null)),
        ];
    }

    /// <summary>Begins, together with the load.</summary>
    /// <param name="service">The service, with the sources.</param>
    /// <param name="load">The load that begins now.</param>
    /// <param name="folder">Where what was fetched is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends it early.</param>
    public static CodeProfileRun Start(ServicePlan service, LoadPlan load, RunFolder folder, TimeProvider time, CancellationToken stop) =>
        new(service, load, folder, time, stop);

    /// <summary>
    /// The profiles, once the load has ended: what was not asked for is not any more, and what was has half a minute to come.
    /// </summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="CollectorException">Not one could be read.</exception>
    public async Task<CodeProfiles> EndAsync(CancellationToken cancellation)
    {
        await _loadEnded.CancelAsync();
        var ended = _time.GetTimestamp();
        List<CodeProfile> profiles = [];
        List<MissingProfile> missing = [];
        foreach (var (name, source, fetch) in _sources)
        {
            try
            {
                var cause = fetch is null ? WhyStale(source) : await fetch.WaitAsync(LeftSince(ended), _time, cancellation);
                if (cause is not null)
                {
                    missing.Add(new MissingProfile(name, cause));
                    continue;
                }

                profiles.AddRange(ProfileImport.Read(fetch is null ? source : PathOf(name), name, Redaction.OfPath(source), cancellation));
            }
            catch (ImportException e)
            {
                missing.Add(new MissingProfile(name, e.Message));
            }
            catch (TimeoutException)
            {
                missing.Add(new MissingProfile(
                    name, $"{Redaction.OfPath(source)} gave nothing within {s_answer.TotalSeconds:0} s of the end of the load"));
            }
        }

        var sources = _service.Profiles.Select(static one => $"{one.Key} from {Redaction.OfPath(one.Value)}");
        return profiles.Count == 0
            ? throw new CollectorException(string.Join("; ", missing.Select(static one => $"{one.Name}: {one.Cause}")))
            : new CodeProfiles
            {
                Window = _window.SoFar,
                Provenance = $"while the load ran: {string.Join(", ", sources)}",
                Profiles = profiles,
                Missing = missing,
            };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sources.Select(static one => (Task?)one.Fetch).OfType<Task>())
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loadEnded.Dispose();
        _stop.Dispose();
    }

    private static bool IsAddress(string source) => source.Contains("://", StringComparison.Ordinal);

    private static bool HasSeconds(Uri address) =>
        address.Query.TrimStart('?').Split('&').Any(static pair => pair.StartsWith("seconds=", StringComparison.Ordinal));

    private TimeSpan LeftSince(long ended) =>
        s_answer - _time.GetElapsedTime(ended) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private string PathOf(string name) => Path.Combine(_folder.FileOf(Folder), $"{name}.pb.gz");

    // Null when what the address gave is in the folder, else why not.
    private async Task<string?> FetchAsync(string name, Uri address, LoadPlan load)
    {
        var total = load.TotalDuration();
        var asked = Timed(address, total - load.WarmUp);
        try
        {
            await Task.Delay(HasSeconds(asked) ? load.WarmUp : load.WarmUp + (Late * (total - load.WarmUp)), _time, _loadEnded.Token);
            using var sender = new HttpSender(new Uri(address.GetLeftPart(UriPartial.Authority)), connections: 1, _time)
            {
                VerifyCertificate = load.VerifyCertificate,
            };
            var request = new RenderedRequest
            {
                Method = "GET",
                PathAndQuery = asked.PathAndQuery,
                Endpoint = $"GET {address.AbsolutePath}",
            };
            var reply = await sender.SendAsync(request, total + s_answer, _stop.Token);
            var told = Redaction.OfPath(asked.AbsoluteUri);
            return reply.Error != ErrorKind.None ? $"{told} does not answer ({reply.Error.Text()})"
                : reply.Status is not 200
                    ? $"{told} answered {reply.Status?.ToString(CultureInfo.InvariantCulture)}; expected 200 with a profile"
                : reply.BodyBytes > Reply.MaxKeptBytes
                    ? $"{told} gave more than {Reply.MaxKeptBytes} bytes; expected a profile of a shorter time"
                : await KeepAsync(name, reply.Body);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return "it was interrupted";
        }
        catch (OperationCanceledException) when (_loadEnded.IsCancellationRequested)
        {
            return "the load ended before it was asked for";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private async Task<string?> KeepAsync(string name, ReadOnlyMemory<byte> profile)
    {
        Directory.CreateDirectory(_folder.FileOf(Folder));
        await File.WriteAllBytesAsync(PathOf(name), profile, _stop.Token);
        return null;
    }

    /// <summary>
    /// What is asked for: of Go's profile of the processor as long as the load, where the address does not say how long; else the address.
    /// </summary>
    /// <param name="address">The address of the plan.</param>
    /// <param name="load">How long the load is, from the end of its warm-up.</param>
    /// <remarks>Go looks for 30 seconds when nobody says how long.</remarks>
    internal static Uri Timed(Uri address, TimeSpan load)
    {
        if (!address.AbsolutePath.EndsWith(GoCpu, StringComparison.Ordinal) || HasSeconds(address))
        {
            return address;
        }

        var seconds = string.Create(CultureInfo.InvariantCulture, $"seconds={Math.Clamp(Math.Floor(load.TotalSeconds) - 1, 1, 300)}");
        return new UriBuilder(address) { Query = address.Query.Length > 1 ? $"{address.Query[1..]}&{seconds}" : seconds }.Uri;
    }

    private string? WhyStale(string path) =>
        !File.Exists(path) ? $"{path} is not there; expected a file that is written while the load runs"
        : File.GetLastWriteTimeUtc(path) < _window.StartedAt.UtcDateTime - TimeSpan.FromSeconds(1)
            ? $"{path} is older than the load; expected a file that is written while the load runs"
            : null;
}
