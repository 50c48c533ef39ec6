using System.Buffers;
using System.IO.Compression;

namespace Headroom.Load.Samples;

/// <summary>Writes every request of a run to a file: <c>.ndjson</c> or <c>.csv</c>, compressed when <c>.gz</c> follows.</summary>
/// <remarks>
/// A disk that is full does not end the run: nothing more is written, and <see cref="Failure"/> says why. docs/load-output.md lists the
/// fields.
/// </remarks>
public sealed class SampleFile : ISampleSink, IDisposable
{
    private readonly Stream _stream;
    private readonly ISampleLines _lines;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    private SampleFile(Stream stream, ISampleLines lines)
    {
        _stream = stream;
        _lines = lines;
    }

    /// <summary>Why the file is not whole, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Null when a file's name says a format, else what was expected.</summary>
    public static string? Refusal(string path) =>
        LinesOf(path) is null ? "expected a name that ends in .ndjson, .csv, .ndjson.gz or .csv.gz" : null;

    /// <summary>Makes the file, or replaces it.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    /// <exception cref="ArgumentException">Its name says no format.</exception>
    public static SampleFile Create(string path)
    {
        var lines = LinesOf(path) ?? throw new ArgumentException(Refusal(path), nameof(path));
        Stream file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 256 * 1024);
        return new SampleFile(IsCompressed(path) ? new GZipStream(file, CompressionLevel.Fastest) : file, lines);
    }

    /// <inheritdoc/>
    public void Begin(SampleHeader header)
    {
        _lines.Begin(header, _buffer);
        Flush();
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<RequestSample> samples)
    {
        if (Failure is not null)
        {
            return;
        }

        foreach (ref readonly var sample in samples)
        {
            _lines.Add(in sample, _buffer);
        }

        Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException error)
        {
            Failure ??= error.Message;
        }
    }

    private void Flush()
    {
        try
        {
            _stream.Write(_buffer.WrittenSpan);
        }
        catch (IOException error)
        {
            Failure = error.Message;
        }

        _buffer.ResetWrittenCount();
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static ISampleLines? LinesOf(string path) => Path.GetExtension(IsCompressed(path) ? path[..^3] : path).ToLowerInvariant() switch
    {
        ".ndjson" => new NdjsonLines(),
        ".csv" => new CsvLines(),
        _ => null,
    };
}
