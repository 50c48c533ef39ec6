using System.Globalization;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>
/// Writes an access log in the combined format as a busy site has it: about 1,000 requests/s in order of time, a few routes with thousands
/// of ids, reads and writes, some errors. The same bytes each time.
/// </summary>
internal static class AccessLog
{
    private const int LinesPerSecond = 1_000;

    // 32-bit linear congruence: Numerical Recipes, 2nd edition, section 7.1.
    private const uint Factor = 1_664_525;
    private const uint Increment = 1_013_904_223;

    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
        "clipper-app/4.2 (iOS 19.1)",
    ];

    /// <summary>Writes whole lines until the file has at least so many bytes.</summary>
    public static void Write(string file, long bytes)
    {
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        var state = 1u;
        var line = 0L;
        var written = 0L;
        var second = "";
        while (written < bytes)
        {
            if (line % LinesPerSecond == 0)
            {
                second = s_start.AddSeconds(line / LinesPerSecond).ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
            }

            var text = Line(second, state = (state * Factor) + Increment);
            writer.WriteLine(text);
            written += text.Length + 1;
            line++;
        }
    }

    private static string Line(string second, uint chance)
    {
        // The high bits: a linear congruence's low ones have short periods.
        var (draw, id) = (chance >> 25, (chance >> 8) % 20_000);
        var request = draw switch
        {
            < 50 => "GET /clips?sort=hot&limit=20",
            < 90 => $"GET /clips/{id}",
            < 100 => $"GET /users/{id}/clips?limit=20",
            < 110 => $"GET /search?q=word{id % 300}",
            < 120 => $"POST /clips/{id}/votes",
            _ => $"POST /clips/{id}/comments",
        };
        var status = chance % 97 == 0 ? 500 : chance % 89 == 0 ? 404 : 200;
        var address = $"10.{id % 200}.{id % 251}.{draw}";
        return $"{address} - - [{second}] \"{request} HTTP/1.1\" {status} {200 + (chance >> 16)} \"-\" \"{s_agents[id % 3]}\"";
    }
}
