using StreamMood.Vision.Models;

namespace StreamMood.Tests.Vision.Models;

public sealed class OnnxMessageTests
{
    [Theory]
    [InlineData(
        "[ErrorCode:Fail] /src/provider_bridge_ort.cc:1988 Provider& ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library "
        + "/lib/libcuda_provider.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n",
        "libcublasLt.so.13: cannot open shared object file: No such file or directory")]
    [InlineData("[ErrorCode:InvalidProtobuf] Load model from x failed:Protobuf parsing failed.", "[ErrorCode:InvalidProtobuf] Load model from x failed:Protobuf parsing failed.")]
    [InlineData("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got : more", "Got : more")]
    [InlineData("  two\r\nlines", "two")]
    [InlineData("", "")]
    public void Short_Message_IsWhatOneCanActOn(string message, string expected) => Assert.Equal(expected, OnnxMessage.Short(message));
}
