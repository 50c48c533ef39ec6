using Headroom.Load;
using Headroom.Load.Profiles;
using Headroom.Load.Protocols;
using Headroom.Load.Samples;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Load;

/// <summary>Reads the command line of <c>headroom load</c>, whole or not at all.</summary>
internal sealed class LoadRequestReader(LoadArguments arguments)
{
    private const int DefaultConnections = 64;
    private const int MostThreads = 64;

    private static readonly TimeSpan s_instant = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_defaultDuration = TimeSpan.FromSeconds(30);

    private readonly Mistakes _mistakes = new();

    /// <summary>The run that is asked for.</summary>
    /// <exception cref="BadInputException">There are mistakes: all of them.</exception>
    public static LoadRequest Read(LoadArguments arguments) => new LoadRequestReader(arguments).Read();

    private LoadRequest Read()
    {
        var job = Job();
        var request = new LoadRequest
        {
            Job = job!,
            Seed = _mistakes.Seed("--seed", arguments.Seed) ?? 1,
            Threads = _mistakes.Whole("--threads", arguments.Threads, 1, MostThreads) ?? 1,
            MetricsPort = _mistakes.Whole("--openmetrics", arguments.OpenMetrics, 0, 65_535),
            Samples = Writable("--samples", arguments.Samples),
            K6Summary = Writable("--k6-summary", arguments.K6Summary),
            Out = arguments.Out,
            Json = arguments.Json,
            Quiet = arguments.Quiet,
        };
        if (request.Samples is { } samples && SampleFile.Refusal(samples) is { } refusal)
        {
            _mistakes.Add($"--samples {samples}: {refusal}");
        }

        _mistakes.ThrowIfAny();
        return request;
    }

    private LoadJob? Job()
    {
        var overrides = new LoadOverrides(
            _mistakes.Rate("--rate", arguments.Rate, Ceilings.Rate),
            _mistakes.Whole("--vus", arguments.Vus, 1, Ceilings.Vus),
            _mistakes.Whole("--connections", arguments.Connections, 1, Ceilings.Vus),
            _mistakes.Duration("--duration", arguments.Duration, s_instant, Ceilings.Duration));
        if (arguments is { Rate: not null, Vus: not null })
        {
            _mistakes.Add("--rate and --vus: expected one of them; a rate is the open model, virtual users are the closed one");
        }

        var found = LoadSource.IsAddress(arguments.Source) ? OfAddress(overrides) : OfFile(overrides);
        var plan = Common(Shaped(found?.Plan));
        if (found is not { } source)
        {
            return null;
        }

        string[] allowed = [.. source.Allowed, .. arguments.Allow];
        if (TargetGuard.Refusal(source.Url, allowed) is { } refusal)
        {
            _mistakes.Add($"{refusal}, or --allow {source.Url.IdnHost} does");
        }

        if (plan is not null)
        {
            _mistakes.Add(FeedUse.Mistakes(plan));
        }

        if (plan is not null && ProtocolSupport.Missing(source.Url, plan) is { } missing)
        {
            _mistakes.Add(missing);
        }

        return new LoadJob(source.Url, plan!, allowed);
    }

    private (Uri Url, LoadPlan Plan, IReadOnlyList<string> Allowed)? OfAddress(LoadOverrides overrides)
    {
        if (arguments.Url is not null)
        {
            _mistakes.Add("--url: the source is an address already; expected it with the file of a load plan");
        }

        var method = (arguments.Method ?? (arguments.Body is null ? "GET" : "POST")).ToUpperInvariant();
        if (method.Length is 0 or > 20 || !method.All(char.IsAsciiLetter))
        {
            _mistakes.Add($"--method {arguments.Method}: expected a method such as GET or POST");
        }

        if ((arguments.Source + arguments.Body).Contains("${", StringComparison.Ordinal))
        {
            _mistakes.Add("${...} in the address or --body: expected none; placeholders need the file of a load plan");
        }

        if (LoadSource.Address("LOAD", arguments.Source, _mistakes) is not { } address)
        {
            return null;
        }

        var duration = overrides.Duration ?? s_defaultDuration;
        var connections = overrides.Connections ?? DefaultConnections;
        Executor executor = overrides.Rate is { } rate
            ? new Executor.ConstantArrivalRate(rate, duration, connections)
            : new Executor.ConstantVus(overrides.Vus ?? connections, duration);
        return (new Uri(address.GetLeftPart(UriPartial.Authority)), LoadSource.PlanOf(address, method, arguments.Body, executor), []);
    }

    private (Uri Url, LoadPlan Plan, IReadOnlyList<string> Allowed)? OfFile(LoadOverrides overrides)
    {
        if (arguments.Method is not null || arguments.Body is not null)
        {
            _mistakes.Add("--method and --body: expected with an address; the file of a load plan has its own");
        }

        var asked = LoadSource.Address("--url", arguments.Url, _mistakes);
        if (LoadSource.Read(arguments.Source, _mistakes, ContentType()) is not { } file)
        {
            return null;
        }

        var plan = overrides.Apply(file.Plan, _mistakes);
        if ((asked ?? file.Url) is { } url)
        {
            return (url, plan, file.Allowed);
        }

        if (arguments.Url is null)
        {
            _mistakes.Add($"{arguments.Source}: no address to send to; expected --url http://127.0.0.1:8080");
        }

        return null;
    }

    /// <summary>The plan with the profile that was asked for.</summary>
    private LoadPlan? Shaped(LoadPlan? plan)
    {
        if (arguments.Profile is not { } name)
        {
            return plan;
        }

        if (Profile.Named(name) is not { } profile)
        {
            _mistakes.Add(
                $"--profile {name}: no such profile; expected one of "
                    + string.Join(", ", Profile.All.Select(static known => known.Name)));
            return plan;
        }

        if (arguments.Duration is { } duration && profile.Name is "smoke" or "spike" or "stress" or "soak")
        {
            _mistakes.Add($"--duration {duration}: the profile {profile.Name} has a course of its own; expected one of the two");
        }

        if (plan is null || profile.Mistake(plan) is not { } mistake)
        {
            return plan is null ? null : profile.Apply(plan);
        }

        _mistakes.Add($"--profile {mistake}");
        return plan;
    }

    /// <summary>The plan with the options that fit every plan; they are read even without a plan, for their mistakes.</summary>
    private LoadPlan? Common(LoadPlan? plan)
    {
        var warmUp = _mistakes.Duration("--warm-up", arguments.WarmUp, TimeSpan.Zero, Ceilings.Duration) ?? plan?.WarmUp;
        var timeout = _mistakes.Duration("--timeout", arguments.Timeout, s_instant, Ceilings.Wait) ?? plan?.Timeout;
        var protocol = Protocol() ?? plan?.Protocol;
        var headers = new SortedDictionary<string, string>(plan?.Headers.ToDictionary() ?? [], StringComparer.OrdinalIgnoreCase);
        foreach (var header in arguments.Headers)
        {
            AddHeader(headers, header);
        }

        if (plan is not null && warmUp >= plan.TotalDuration())
        {
            _mistakes.Add(
                $"--warm-up: {warmUp.Value.TotalSeconds:0.###} s; expected less than the duration of "
                    + $"{plan.TotalDuration().TotalSeconds:0.###} s, of which it is a part");
        }

        return plan is null ? null : plan with
        {
            WarmUp = warmUp!.Value,
            Timeout = timeout!.Value,
            Protocol = protocol!.Value,
            Headers = headers,
            VerifyCertificate = plan.VerifyCertificate && !arguments.Insecure,
            FollowRedirects = plan.FollowRedirects || arguments.FollowRedirects,
        };
    }

    private HttpProtocol? Protocol()
    {
        switch (arguments.Http)
        {
            case null: return null;
            case "1" or "1.1": return HttpProtocol.Http1;
            case "2": return HttpProtocol.Http2;
            case "3": return HttpProtocol.Http3;
            default:
                _mistakes.Add($"--http {arguments.Http}: expected 1, 2 or 3");
                return null;
        }
    }

    // Of a plan's requests: the kind that the reader sees in a body gives way to it.
    private string? ContentType() => arguments.Headers.Select(static header => header.Split(':', 2))
        .LastOrDefault(static parts => parts is [var name, _] && name.Trim().Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
        is [_, var type] ? type.Trim() : null;

    private void AddHeader(SortedDictionary<string, string> headers, string header)
    {
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        var name = colon > 0 ? header[..colon].Trim() : "";
        var value = header[(colon + 1)..].Trim();
        if (name.Length == 0
            || name.Any(static c => c is <= ' ' or >= (char)127 || "()<>@,;\\\"/[]?={}".Contains(c))
            || value.Any(char.IsControl))
        {
            _mistakes.Add("--header: expected 'Name: value'");
            return;
        }

        if (value.Contains("${", StringComparison.Ordinal) && LoadSource.IsAddress(arguments.Source))
        {
            _mistakes.Add($"--header {name}: ${{...}} in its value; expected none, placeholders need the file of a load plan");
            return;
        }

        headers[name] = value;
    }

    private string? Writable(string option, string? path)
    {
        if (path is not null && (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
        {
            _mistakes.Add($"{option} {path}: expected a file in a folder that exists");
        }

        return path;
    }
}
