using System.Text.Json;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Text;

namespace Headroom.Load.Import.Har;

/// <summary>Makes a load plan of a recording (HAR 1.2): the requests to one service in order, with the pauses between them.</summary>
/// <remarks><b>Source:</b> HTTP Archive (HAR) format 1.2, Jan Odvarko.</remarks>
public static class HarImport
{
    private const int MaxRequests = 1000;
    private const int MaxBody = 200_000;

    private static readonly TimeSpan s_leastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(60);
    private static readonly string[] s_assetEndings =
        [".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".woff", ".woff2", ".ttf",
            ".otf", ".eot", ".mp4", ".webm", ".mp3"];

    /// <summary>The plan.</summary>
    /// <param name="har">The recording.</param>
    /// <param name="origin">The service whose requests count; null: that of the first request.</param>
    /// <param name="assets">Whether images, fonts, styles and scripts count.</param>
    /// <param name="url">Where the plan's load goes; null: to the recorded service.</param>
    /// <exception cref="ImportException">It is no recording, or has no request to the service.</exception>
    public static ImportedPlan Make(ReadOnlyMemory<byte> har, Uri? origin, bool assets, Uri? url)
    {
        using var document = BoundedJson.Parse(har, "a HAR recording");
        if (document.RootElement.Get("log") is not { } log || log.Get("entries") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw new ImportException("no HAR recording; expected JSON with log.entries, as the network panel of a browser saves it");
        }

        var read = list.EnumerateArray().Select(HarEntry.Read).ToArray();
        var entries = read.OfType<HarEntry>().OrderBy(static entry => entry.Started ?? DateTimeOffset.MaxValue).ToArray();
        if ((origin ?? (entries.Length > 0 ? Origins.Of(FirstOf(log, entries).Url.AbsoluteUri) : null)) is not { } service)
        {
            throw new ImportException($"log.entries has {read.Length} entries, none with an http or https address; expected at least one");
        }

        var build = new Builder(service, assets);
        var kept = entries.Where(build.Keeps).Take(MaxRequests + 1).ToArray();
        if (kept.Length == 0)
        {
            var others = entries.Select(static entry => Origins.Of(entry.Url.AbsoluteUri)!.AbsoluteUri.TrimEnd('/'))
                .Distinct(StringComparer.Ordinal).Take(5);
            throw new ImportException($"no request to {service.AbsoluteUri.TrimEnd('/')} is left; the recording has requests to "
                + $"{string.Join(", ", others)} (--origin chooses, --assets keeps images and scripts)");
        }

        var titles = log.Items("pages").Where(static page => page.Text("id") is not null)
            .GroupBy(static page => page.Text("id")!, StringComparer.Ordinal)
            .ToDictionary(static page => page.Key, static page => page.First().Text("title") ?? page.Key, StringComparer.Ordinal);
        return build.Plan([.. kept.Take(MaxRequests)], titles, read.Length, url ?? service, kept.Length > MaxRequests);
    }

    private static HarEntry FirstOf(JsonElement log, HarEntry[] entries)
    {
        var page = log.Items("pages").OrderBy(static page => page.Text("startedDateTime"), StringComparer.Ordinal)
            .Select(static page => page.Text("id")).FirstOrDefault();
        return entries.FirstOrDefault(entry => page is not null && entry.Page == page) ?? entries[0];
    }

    private sealed class Builder(Uri origin, bool assets)
    {
        private readonly SortedDictionary<string, int> _left = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _headers = new(StringComparer.OrdinalIgnoreCase);

        public bool Keeps(HarEntry entry)
        {
            var reason = Origins.Of(entry.Url.AbsoluteUri) != origin ? "to other services"
                : entry.Status == 0 ? "without a response"
                : entry.Status == 101 ? "that open a WebSocket"
                : entry.Method is not ("GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE") ? "of other methods (preflights)"
                : !assets && IsAsset(entry) ? "for images, fonts, styles and scripts (--assets keeps them)"
                : entry.IsBodyLost ? "with a body that is not recorded as text"
                : entry.Body is { Length: > MaxBody } ? $"with a body of more than {MaxBody} characters"
                : entry.Body?.Contains("${", StringComparison.Ordinal) == true ? "with ${ in the body, which would read like a placeholder"
                : null;
            if (reason is not null)
            {
                _left[reason] = _left.GetValueOrDefault(reason) + 1;
            }

            return reason is null;
        }

        public ImportedPlan Plan(HarEntry[] entries, Dictionary<string, string> titles, int all, Uri url, bool cut)
        {
            var requests = entries.Select((entry, i) => Request(entry, i + 1 < entries.Length ? entries[i + 1] : null, titles)).ToArray();
            var plan = new LoadPlan
            {
                Name = "recording",
                Scenarios =
                [
                    new Scenario
                    {
                        Name = "recording",
                        Executor = new Executor.ConstantVus(5, TimeSpan.FromSeconds(60)),
                        Flows = [new Flow { Name = "visit", Requests = requests }],
                    },
                ],
            };
            List<string> left = [.. _left.Select(static pair => $"{Counted.Of(pair.Value, "request")} {pair.Key}")];
            if (_secrets.Count > 0)
            {
                left.Add($"values of parameters and fields that are named like secrets: {string.Join(", ", _secrets)} "
                    + $"(in bodies {SecretFields.FillIn} stands in their place)");
            }

            if (_headers.Count > 0)
            {
                left.Add($"headers that are secrets: {string.Join(", ", _headers)}");
            }

            if (cut)
            {
                left.Add($"requests after the first {MaxRequests}");
            }

            return new ImportedPlan
            {
                Plan = plan,
                Notes = new LoadPlanNotes
                {
                    Url = url,
                    Head =
                    [
                        $"Made by headroom init from a recording: {requests.Length} of {all} requests, those to {origin.Authority}.",
                        "5 virtual users repeat it; pauses are those of the recording. Cookies and credentials are not copied.",
                    ],
                },
                Origin = url,
                Used = [$"{requests.Length} of {Counted.Of(all, "recorded request")}, in one flow"],
                LeftOut = left,
            };
        }

        private RequestTemplate Request(HarEntry entry, HarEntry? next, Dictionary<string, string> titles)
        {
            var query = SecretFields.OfPairs(entry.Url.Query.TrimStart('?'), null, _secrets);
            var path = Origins.Literal(entry.Url.AbsolutePath);
            var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in entry.Headers)
            {
                if (name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && value is not ("" or "*/*")
                    && value.All(static c => c is >= ' ' and <= '~'))
                {
                    headers["Accept"] = Origins.Literal(value);
                }
                else if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || SecretNames.Holds(name))
                {
                    _headers.Add(name);
                }
            }

            return new RequestTemplate
            {
                Method = entry.Method,
                Path = query.Length > 0 ? $"{path}?{Origins.Literal(query)}" : path,
                Endpoint = $"{entry.Method} {RouteText.Of(path)}",
                Headers = headers,
                Body = Body(entry, headers),
                Checks = [new Check.StatusIs(entry.Status == 304 ? [200, 304] : [entry.Status])],
                Group = entry.Page is { } page ? Origins.Literal(titles.GetValueOrDefault(page, page)) is { Length: > 0 } title ? title
                    : page : null,
                ThinkTime = Pause(entry, next),
            };
        }

        private string? Body(HarEntry entry, SortedDictionary<string, string> headers)
        {
            if (entry.Body is not { } body)
            {
                return null;
            }

            var type = entry.BodyType is { Length: > 0 } known && known.All(static c => c is >= ' ' and <= '~') ? known
                : "text/plain; charset=utf-8";
            headers["Content-Type"] = type;
            return type.Contains("json", StringComparison.OrdinalIgnoreCase)
                ? SecretFields.OfJson(body, _secrets) ?? SecretFields.OfText(body, _secrets)
                : type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                    ? SecretFields.OfPairs(body, SecretFields.FillIn, _secrets)
                : body;
        }

        private static TimeSpan Pause(HarEntry entry, HarEntry? next)
        {
            var pause = next?.Started - entry.Started - entry.Took ?? TimeSpan.Zero;
            pause = pause > s_longestPause ? s_longestPause : pause;
            return pause < s_leastPause ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Round(pause.TotalMilliseconds / 10) * 10);
        }

        private static bool IsAsset(HarEntry entry) =>
            s_assetEndings.Any(ending => entry.Url.AbsolutePath.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || entry.ResponseType is "text/css" or "text/javascript" or "application/javascript" or "application/x-javascript"
            || entry.ResponseType.Split('/')[0] is "image" or "font" or "audio" or "video";
    }
}
