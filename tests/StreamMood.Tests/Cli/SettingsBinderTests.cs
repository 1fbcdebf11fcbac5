using System.ComponentModel.DataAnnotations;
using StreamMood.Cli.Configuration;

namespace StreamMood.Tests.Cli;

public sealed class SettingsBinderTests
{
    [Fact]
    public void Bind_LaterValue_Wins()
    {
        var settings = new Settings();
        var binder = new SettingsBinder();
        binder.Bind(settings, [new("worker.batch", "4", "settings.json"), new("WORKER.BATCH", "9", "--batch")]);
        binder.Validate(settings);
        Assert.Empty(binder.Errors);
        Assert.Equal(9, settings.Worker.Batch);
    }

    [Fact]
    public void Bind_SeveralErrors_ReportsAllWithOrigin()
    {
        var settings = new Settings();
        var binder = new SettingsBinder();
        binder.Bind(settings,
        [
            new("worker.batsch", "4", "settings.json"),
            new("worker.batch", "many", "environment variable X"),
            new("worker.age", "0s", "--max-age"),
        ]);
        binder.Validate(settings);
        Assert.Equal(
            [
                "settings.json: worker.batsch: unknown setting; did you mean worker.batch?",
                "environment variable X: worker.batch: 'many' is not a whole number",
                "--max-age: 0s must lie between 1s and 60s",
            ],
            binder.Errors);
    }

    [Fact]
    public void Bind_DictionarySection_TakesAnyKey()
    {
        var settings = new Settings();
        var binder = new SettingsBinder();
        binder.Bind(settings, [new("client.security.protocol", "ssl", "settings.json")]);
        Assert.Empty(binder.Errors);
        Assert.Equal("ssl", settings.Client["security.protocol"]);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("2s", 2)]
    [InlineData("2", 2)]
    [InlineData("1.5min", 90)]
    [InlineData("1h", 3600)]
    [InlineData("-1", -1)]
    public void TryReadDuration_Text_IsSeconds(string text, double seconds)
    {
        Assert.True(SettingText.TryReadDuration(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1e999s")]
    public void TryReadDuration_NotADuration_IsRefused(string text) => Assert.False(SettingText.TryReadDuration(text, out _));

    private sealed class Settings
    {
        public Worker Worker { get; } = new();

        public Dictionary<string, string> Client { get; } = [];
    }

    private sealed class Worker
    {
        [Range(1, 64)]
        public int Batch { get; set; } = 8;

        [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
        public TimeSpan Age { get; set; } = TimeSpan.FromSeconds(5);
    }
}
