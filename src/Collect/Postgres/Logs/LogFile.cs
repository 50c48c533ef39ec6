using System.Buffers.Binary;
using System.IO.Compression;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Reads one file, plain or gzip, in the format that it is in.</summary>
internal static class LogFile
{
    /// <summary>The standard input.</summary>
    public const string StandardInput = "-";

    private const string NoLog =
        "no line of it is a line of a PostgreSQL log in English that --prefix, or a prefix that could be learnt, reads";

    /// <summary>So much of the start tells the format.</summary>
    private const int SampleBytes = 512 * 1024;

    /// <summary>Feeds a file to a sink.</summary>
    /// <param name="file">Its path, or "-".</param>
    /// <param name="prefix">The log_line_prefix, or null to learn it.</param>
    /// <param name="sink">Where entries go.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LogFileReading Read(string file, string? prefix, LogSink sink, CancellationToken cancellation)
    {
        using var stream = file == StandardInput
            ? Console.OpenStandardInput()
            : new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        return Read(file, stream, prefix, sink, cancellation);
    }

    /// <summary>Feeds a stream to a sink.</summary>
    public static LogFileReading Read(string file, Stream stream, string? prefix, LogSink sink, CancellationToken cancellation)
    {
        var start = new byte[2];
        var read = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false);
        using var whole = new HeadedStream(start.AsMemory(0, read), stream);
        if (read < 2 || start is not [0x1F, 0x8B])
        {
            return Read(file, new LogLines(whole, cancellation), prefix, sink, static () => null);
        }

        using var unpacked = new GZipStream(whole, CompressionMode.Decompress, leaveOpen: true);
        var lines = new LogLines(unpacked, cancellation);
        return Read(file, lines, prefix, sink, () => IsWhole(stream, lines.Bytes) ? null : "the gzip data ends early");
    }

    // The runtime takes a cut file for a whole one. A member of a gzip file ends with its length (RFC 1952, ISIZE);
    // of several members it is at most that of all.
    private static bool IsWhole(Stream file, long length)
    {
        if (!file.CanSeek)
        {
            return true;
        }

        var size = new byte[4];
        file.Seek(-Math.Min(4, file.Length), SeekOrigin.End);
        return file.ReadAtLeast(size, 4, throwOnEndOfStream: false) == 4 && BinaryPrimitives.ReadUInt32LittleEndian(size) is var last
            && (last == (uint)length || last < length);
    }

    private static LogFileReading Read(string file, LogLines lines, string? prefix, LogSink sink, Func<string?> ending)
    {
        var time = new LogTime();
        string? format = null;
        string? remark = null;
        var learnt = prefix;
        try
        {
            var sample = lines.Peek(SampleBytes);
            if (sample.StartsWith("\uFEFF"u8))
            {
                lines.Skip(3);
                sample = sample[3..];
            }

            format = FormatOf(sample, time, ref learnt, out var head);
            switch (format)
            {
                case "jsonlog":
                    new JsonLog(time, sink).Read(lines);
                    break;
                case "csvlog":
                    new CsvLog(time, sink).Read(lines);
                    break;
                case "stderr":
                    new StderrLog(head!, sink).Read(lines);
                    break;
                default:
                    remark = sample.Length == 0 ? "the file is empty" : NoLog;
                    break;
            }

            remark ??= ending();
        }
        catch (InvalidDataException e)
        {
            remark = $"the gzip data is damaged ({e.Message})";
        }

        remark ??= time.UnknownZone is { } zone ? $"the time zone {zone} is not known: its times are taken for UTC" : null;
        return sink.Reading(file, format, format == "stderr" ? learnt : null, lines.Bytes, remark);
    }

    // By what most lines are: while log_destination changes, the server writes one format into the file of another.
    private static string? FormatOf(ReadOnlySpan<byte> sample, LogTime time, ref string? prefix, out LinePrefix? head)
    {
        var (json, csv) = (0, 0);
        var seen = 0;
        foreach (var range in sample.Split((byte)'\n'))
        {
            var line = sample[range];
            json += JsonLog.LooksLike(line) ? 1 : 0;
            csv += CsvLog.LooksLike(line, time) && line.Count((byte)',') >= CsvLog.CommasBeforeMessage ? 1 : 0;
            if (++seen >= LinePrefixLearner.Lines)
            {
                break;
            }
        }

        head = prefix is null ? LinePrefixLearner.Learn(sample, time) : LinePrefix.Of(prefix, time);
        prefix = head?.Text;
        var stderr = head is null ? 0 : LinePrefixLearner.Matches(sample, head);
        return json == 0 && csv == 0 && stderr == 0 ? null
            : json >= csv && json >= stderr ? "jsonlog"
            : csv >= stderr ? "csvlog"
            : "stderr";
    }
}
