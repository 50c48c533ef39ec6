using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>
/// The cheapest server: 100 bytes for everything, about 1 kB of JSON for /json, so that what a benchmark sees is its client.
/// <c>/stats</c> answers "requests seconds" since the last time it was asked: how many it answered, from the first to the last of them.
/// </summary>
internal static class PlainServer
{
    private const long WaitNs = 100_000_000;

    private static readonly byte[] s_plain = Requests.Response(new string('x', 99) + "\n");
    private static readonly byte[] s_json = Requests.Response("application/json", Document());

    /// <summary>Serves until it is cancelled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Connections connections, CancellationToken cancellation)
    {
        long requests = 0, firstNs = 0, lastNs = 0;
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var connection in connections.Ready(WaitNs))
            {
                var bytes = connections.Read(connection);
                while (Requests.TryRead(ref bytes, out var target, out _))
                {
                    if (target.SequenceEqual("/stats"u8))
                    {
                        connections.Send(connection, Stats(requests, lastNs - firstNs));
                        requests = 0;
                        continue;
                    }

                    connections.Send(connection, target.SequenceEqual("/json"u8) ? s_json : s_plain);
                    lastNs = Clock.MonotonicNs;
                    firstNs = requests++ == 0 ? lastNs : firstNs;
                }

                connections.Keep(connection, bytes);
            }
        }
    }

    private static byte[] Stats(long requests, long ns) =>
        Requests.Response(string.Create(CultureInfo.InvariantCulture, $"{requests} {(requests == 0 ? 0 : ns / 1e9):F6}\n"));

    private static byte[] Document()
    {
        var items = string.Join(',', Enumerable.Range(1, 11).Select(static n =>
            $$"""{"id":{{n * 17}},"title":"clip number {{n}}","votes":{{n * n}},"tags":["a","b","c"],"rating":4.25}"""));
        const string Session = """{"user":4711,"token":"b3c1-77aa-0f2e-91d4"}""";
        return Encoding.ASCII.GetBytes($$"""{"page":1,"total":2000,"items":[{{items}}],"session":{{Session}},"next":"/json?page=2"}""");
    }
}
