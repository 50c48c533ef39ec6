using Headroom.Load;
using Headroom.Load.Import.Runs.Tools;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class ErrorTextTests
{
    [Theory]
    [InlineData("Non HTTP response code: java.net.SocketTimeoutExceptionNon HTTP response message: Read timed out", ErrorKind.Timeout)]
    [InlineData("Connect to 127.0.0.1:8080 [/127.0.0.1] failed: Connection refused (Connection refused)", ErrorKind.Refused)]
    [InlineData("Non HTTP response code: java.net.UnknownHostException", ErrorKind.Unresolved)]
    [InlineData("Non HTTP response code: javax.net.ssl.SSLExceptionNon HTTP response message: Connection reset", ErrorKind.Reset)]
    [InlineData("127.0.0.1:8080 failed to respond", ErrorKind.Reset)]
    [InlineData("Get \"http://127.0.0.1:8080/timeout-refused\": EOF", ErrorKind.Reset)]
    [InlineData("Get \"https://shop.example/\": x509: certificate signed by unknown authority", ErrorKind.Tls)]
    [InlineData("Post \"http://shop.example/\": dial tcp: lookup shop.example: no such host", ErrorKind.Unresolved)]
    [InlineData("dial tcp 10.0.0.1:80: connect: network is unreachable", ErrorKind.Unreachable)]
    [InlineData("net/http: TLS handshake timeout", ErrorKind.Timeout)]
    [InlineData("i.n.h.s.SslHandshakeException", ErrorKind.Tls)]
    [InlineData("something of the author's", null)]
    public void The_words_tell_the_kind_and_the_address_tells_none(string error, ErrorKind? expected) => ErrorText.KindOf(error).ShouldBe(expected);
}
