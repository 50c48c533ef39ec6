using System.Text;
using Headroom.Collect.Postgres.Logs;
using Headroom.Model.Evidence;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

/// <summary>Digests of logs that a test writes down.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static SlowLog Log(string text, LogFilter? filter = null, string? prefix = null) => Log(Encoding.UTF8.GetBytes(text), filter, prefix);

    public static SlowLog Log(byte[] bytes, LogFilter? filter = null, string? prefix = null)
    {
        using var stream = new MemoryStream(bytes);
        return Log(stream, filter, prefix);
    }

    public static SlowLog Log(Stream stream, LogFilter? filter = null, string? prefix = null) => Read(stream, filter, prefix).Log;

    public static (SlowLog Log, LogDigest Digest) Read(Stream stream, LogFilter? filter = null, string? prefix = null)
    {
        var digest = new LogDigest(samples: true);
        var reading = LogFile.Read("test.log", stream, prefix, new LogSink(digest, filter ?? new LogFilter()), CancellationToken.None);
        return (digest.Result([reading], "test"), digest);
    }

    public static (SlowLog Log, LogDigest Digest) Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return Read(stream);
    }

    /// <summary>A line with the server's default prefix.</summary>
    public static string Line(int pid, string text, int second = 0) => $"2026-01-31 12:00:{second:00}.123 UTC [{pid}] {text}\n";

    /// <summary>A record of a csvlog of version 14 and later.</summary>
    public static string Csv(string severity, string message, string detail = "", string statement = "", int pid = 7) =>
        $"2026-01-31 12:00:00.123 UTC,\"app\",\"shop\",{pid},\"127.0.0.1:5000\",65ba0000.7,3,\"SELECT\",2026-01-31 11:00:00 UTC,3/12,0,{severity},00000,"
        + $"{Quoted(message)},{Quoted(detail)},,,,,{Quoted(statement)},,,\"psql\",\"client backend\",,-123456789\n";

    private static string Quoted(string text) => text.Length == 0 ? "" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
