using System.ComponentModel.DataAnnotations;
using StreamMood.Pipeline.Http;

namespace StreamMood.Tests.Pipeline.Http;

public sealed class HttpOptionsTests
{
    private const string Variable = "STREAMMOOD_TEST_HTTP_TOKEN";

    [Fact]
    public void Validate_Defaults_AreOffAndFine()
    {
        var options = new HttpOptions();
        Assert.False(options.IsOn);
        Assert.Empty(Problems(options));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.7")]
    [InlineData("::")]
    public void Validate_BeyondLoopbackWithoutTokenOrAuthority_IsRefusedInOneLine(string listen) =>
        Assert.Contains("http.token or http.clientAuthority", Assert.Single(Problems(new HttpOptions { Port = 9464, Listen = listen })), StringComparison.Ordinal);

    [Fact]
    public void Validate_BeyondLoopbackWithToken_IsFine()
    {
        Environment.SetEnvironmentVariable(Variable, new string('x', 32));
        Assert.Empty(Problems(new HttpOptions { Port = 9464, Listen = "0.0.0.0", Token = $"${{env:{Variable}}}" }));
    }

    [Theory]
    [InlineData("no-address", "is not an IP address")]
    [InlineData("127.0.0.1", "wants a reference", "hunter2hunter2hunter2")]
    [InlineData("127.0.0.1", "which is not set", "${env:STREAMMOOD_NO_SUCH_VARIABLE}")]
    [InlineData("127.0.0.1", "no such file", "${file:/no/such/file}")]
    public void Validate_Unusable_SaysWhat(string listen, string expected, string? token = null) =>
        Assert.Contains(expected, Assert.Single(Problems(new HttpOptions { Port = 0, Listen = listen, Token = token })), StringComparison.Ordinal);

    [Fact]
    public void Validate_CertificateThatIsNone_NamesTheFile() =>
        Assert.Contains("/no/such.pem", Assert.Single(Problems(new HttpOptions { Port = 0, Certificate = "/no/such.pem" })), StringComparison.Ordinal);

    private static string[] Problems(HttpOptions options) => [.. options.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!)];
}
