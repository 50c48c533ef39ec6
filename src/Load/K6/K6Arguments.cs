using System.Globalization;
using System.Net;

namespace Headroom.Load.K6;

/// <summary>The command line and environment that k6 is started with.</summary>
/// <remarks>
/// What older or newer versions may not know is set in the environment, where an unknown name does no harm: no usage report, and a
/// summary that also tells the thresholds of parts of a metric, which the stream does not.
/// <para><b>Source:</b> grafana.com/docs/k6, "Options reference" and "JSON output".</para>
/// </remarks>
internal static class K6Arguments
{
    /// <summary>The arguments, without the program.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="stream">Where k6 writes its samples, as lines of JSON.</param>
    public static IReadOnlyList<string> Of(string script, K6Options options, string stream) =>
    [
        "run",
        "--quiet",
        "--out",
        $"json={stream}",
        .. options.Vus is { } vus ? ["--vus", vus.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. options.Duration is { } duration ? ["--duration", $"{(long)duration.TotalMilliseconds}ms"] : Array.Empty<string>(),
        .. options.LoopbackOnly ? ["--blacklist-ip", string.Join(',', NotLoopback())] : Array.Empty<string>(),
        .. options.Arguments,
        script,
    ];

    /// <summary>Environment besides what is inherited.</summary>
    /// <param name="summary">Where k6 writes its summary.</param>
    public static IReadOnlyDictionary<string, string> Environment(string summary) => new SortedDictionary<string, string>(
        StringComparer.Ordinal)
    {
        ["K6_NO_USAGE_REPORT"] = "true",
        ["K6_SUMMARY_EXPORT"] = summary,
    };

    /// <summary>Ranges that together are every address but 127.0.0.0/8 and ::1.</summary>
    internal static IEnumerable<string> NotLoopback()
    {
        for (var prefix = 1; prefix <= 8; prefix++)
        {
            yield return $"{Sibling(IPAddress.Loopback, prefix)}/{prefix}";
        }

        for (var prefix = 1; prefix <= 128; prefix++)
        {
            yield return $"{Sibling(IPAddress.IPv6Loopback, prefix)}/{prefix}";
        }
    }

    // The network of this length that differs from the address in its last bit alone.
    private static IPAddress Sibling(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            if (bit == prefix - 1)
            {
                bytes[bit / 8] ^= mask;
            }
            else if (bit >= prefix)
            {
                bytes[bit / 8] &= (byte)~mask;
            }
        }

        return new IPAddress(bytes);
    }
}
