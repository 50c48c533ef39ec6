using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Headroom.Load.Import.Runs;

/// <summary>A file that is open to be read as a run: decompressed, in UTF-8, its beginning known.</summary>
/// <remarks>What "&gt;" of PowerShell writes is UTF-16 with a byte order mark: it is read as UTF-8.</remarks>
internal sealed class RunFile : IDisposable
{
    /// <summary>So much of the beginning tells the form.</summary>
    private const int HeadBytes = 64 * 1024;

    /// <summary>No run of a load tool is longer than this when it is decompressed.</summary>
    private const long MostBytes = 16_000_000_000;

    private readonly FileStream _file;
    private readonly Stream _plain;
    private readonly HeadedStream _bytes;
    private readonly Stream _text;
    private readonly HeadedStream _content;
    private readonly bool _isGzip;

    private RunFile(FileStream file, bool isGzip, ReadOnlyMemory<byte> magic, string name)
    {
        _file = file;
        _isGzip = isGzip;
        var whole = new HeadedStream(magic, file, long.MaxValue);
        _plain = isGzip ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        try
        {
            _bytes = new HeadedStream(ReadOnlyMemory<byte>.Empty, _plain, MostBytes);
            _text = _bytes;
            var start = StartOf(_bytes);
            if (Utf16Of(start.Span) is { } encoding)
            {
                var marked = new HeadedStream(start[2..], _bytes, MostBytes);
                _text = Encoding.CreateTranscodingStream(marked, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                start = StartOf(_text);
            }

            _content = new HeadedStream(start, _text, MostBytes);
            Head = new RunHead(isGzip && name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name, TextOf(start.Span))
            {
                Bytes = start,
            };
        }
        catch
        {
            _plain.Dispose();
            throw;
        }
    }

    /// <summary>What a form is recognised by.</summary>
    public RunHead Head { get; }

    /// <summary>All bytes from the beginning, decompressed, of UTF-16 those of UTF-8; to be read once.</summary>
    public Stream Content => _content;

    /// <summary>Why the end of the file is missing, or null; known when all was read.</summary>
    /// <remarks>
    /// The runtime takes a cut file for a whole one. A member of a gzip file ends with its length (RFC 1952, ISIZE); of a file of several
    /// members it is at most that of all.
    /// </remarks>
    public string? Cut
    {
        get
        {
            if (!_isGzip || !_content.IsAtEnd || !_file.CanSeek)
            {
                return null;
            }

            var size = new byte[4];
            _file.Seek(-Math.Min(4, _file.Length), SeekOrigin.End);
            return _file.ReadAtLeast(size, 4, throwOnEndOfStream: false) == 4
                && BinaryPrimitives.ReadUInt32LittleEndian(size) is var last && (last == (uint)_bytes.Bytes || last < _bytes.Bytes)
                ? null
                : "the gzip data ends early: what came before is read";
        }
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">Its compression is damaged.</exception>
    /// <exception cref="RunFormException">Its compression is not known here.</exception>
    public static RunFile Open(string path)
    {
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            var magic = new byte[4];
            var read = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            return magic is [0x28, 0xB5, 0x2F, 0xFD]
                ? throw new RunFormException(
                    line: null,
                    "the file is compressed with zstd, which .NET 10 cannot read; expected plain or gzip: zstd -d FILE decompresses it")
                : new RunFile(file, read >= 2 && magic is [0x1F, 0x8B, ..], magic.AsMemory(0, read), Path.GetFileName(path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        _text.Dispose();
        _bytes.Dispose();
        _plain.Dispose();
        _file.Dispose();
    }

    private static ReadOnlyMemory<byte> StartOf(Stream stream)
    {
        var start = new byte[HeadBytes];
        return start.AsMemory(0, stream.ReadAtLeast(start, HeadBytes, throwOnEndOfStream: false));
    }

    private static Encoding? Utf16Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => null, // UTF-32
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
}
