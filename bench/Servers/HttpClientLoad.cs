using System.Diagnostics;

namespace Headroom.Bench.Servers;

/// <summary>A peer: what .NET's own HttpClient costs when it only loads, as fast as its connections allow, and records nothing.</summary>
internal static class HttpClientLoad
{
    /// <summary>Sends GETs until the time is over; says how many were answered.</summary>
    public static async Task<long> RunAsync(Uri address, int connections, TimeSpan duration, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseCookies = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => SendAsync()));
        return counts.Sum();

        async Task<long> SendAsync()
        {
            var count = 0L;
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
                await response.Content.CopyToAsync(Stream.Null, cancellation);
                count++;
            }

            return count;
        }
    }
}
