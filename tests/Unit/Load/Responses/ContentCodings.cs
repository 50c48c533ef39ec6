using System.IO.Compression;

namespace Headroom.Tests.Unit.Load.Responses;

/// <summary>Bodies as servers send them.</summary>
internal static class ContentCodings
{
    /// <summary>A body with the codings of a Content-Encoding applied; "raw" is deflate without its zlib header, any other name changes nothing.</summary>
    public static byte[] Encode(string codings, byte[] body)
    {
        foreach (var coding in codings.Split(',', StringSplitOptions.TrimEntries))
        {
            var encoded = new MemoryStream();
            using (Stream stream = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
                "raw" => new DeflateStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
                _ => encoded,
            })
            {
                stream.Write(body);
            }

            body = encoded.ToArray();
        }

        return body;
    }
}
