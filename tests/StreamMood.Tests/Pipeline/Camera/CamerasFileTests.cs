using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Pipeline.Camera;

namespace StreamMood.Tests.Pipeline.Camera;

public sealed class CamerasFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cameras").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""[ {0} ]""")]
    [InlineData("""{{ "cameras": [ {0}, ], }} // people add these""")]
    public void Read_GoodFile_GivesItsCameras(string shape)
    {
        const string Cameras = """
            {"id":"hall","source":{"kind":"video","path":"clips/hall.mkv","loop":false},"fps":12.5,"quality":70,"width":320,"height":240},
            {"id":"cam.2","source":{"kind":"Synthetic","seed":18446744073709551615,"persons":2}},
            {"id":"cam-3","source":{"kind":"folder","path":"/pictures"}}
            """;
        var cameras = CamerasFile.Read(Write(string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, Cameras)), 5);
        Assert.Equal(
            new CameraSpec
            {
                Id = "hall", Fps = 12.5, Quality = 70, Width = 320, Height = 240,
                Source = new SourceSpec { Kind = SourceKind.Video, Path = Path.Combine(_folder, "clips/hall.mkv"), Loop = false },
            },
            cameras[0]);
        Assert.Equal(
            new CameraSpec { Id = "cam.2", Fps = 5, Source = new SourceSpec { Kind = SourceKind.Synthetic, Seed = ulong.MaxValue, Persons = 2 }, Consent = CameraConsent.Synthetic },
            cameras[1]);
        Assert.Equal("/pictures", cameras[2].Source.Path);
    }

    [Fact]
    public void Read_Consent_IsTheCamerasOverTheFilesOverTheSettings()
    {
        const string Given = """{"basis":"consent","notice":"sign at the door","recordedAt":"2026-05-01T09:00:00+02:00"}""";
        const string Cameras = """
            [{"id":"own","source":{"kind":"usb","path":"/dev/video0"},"consent":GIVEN},
             {"id":"none","source":{"kind":"usb","path":"/dev/video1"}},
             {"id":"drawn","source":{"kind":"synthetic"}}]
            """;
        var own = new CameraConsent("consent", "sign at the door", new DateTimeOffset(2026, 5, 1, 7, 0, 0, TimeSpan.Zero));
        var (files, settings) = (own with { Basis = "public-task" }, own with { Basis = "contract" });
        var file = $$"""{"consent":{{Given.Replace("\"consent\"", "\"public-task\"", StringComparison.Ordinal)}},"cameras":{{Cameras}}}""";

        Assert.Equal($"{own},,{CameraConsent.Synthetic}", Read(Cameras, null));
        Assert.Equal($"{own},{settings},{CameraConsent.Synthetic}", Read(Cameras, settings));
        Assert.Equal($"{own},{files},{CameraConsent.Synthetic}", Read(file, settings));

        string Read(string text, CameraConsent? setting) =>
            string.Join(',', CamerasFile.Read(Write(text.Replace("GIVEN", Given, StringComparison.Ordinal)), 5, setting).Select(c => c.Consent));
    }

    [Theory]
    [InlineData("true", "consent must be an object with basis, notice and recordedAt")]
    [InlineData("""{"basis":"consent","notice":"sign"}""", "consent: recordedAt is required")]
    [InlineData("""{"basis":"consent","recordedAt":"2026-05-01"}""", "consent: notice is required")]
    [InlineData("""{"basis":"synthetic","notice":"sign","recordedAt":"2026-05-01"}""", "consent: basis must be one of consent, contract")]
    [InlineData("""{"basis":"demonstration","notice":"sign","recordedAt":"2026-05-01"}""", "not 'demonstration'")]
    [InlineData("""{"basis":"consent","notice":"sign","recordedAt":"soon"}""", "consent: recordedAt must be a time such as")]
    [InlineData("""{"basis":"consent","notice":"sign","recordedAt":"2026-05-01","by":"me"}""", "consent: unknown key 'by'")]
    public void Read_BadConsent_IsRefused(string consent, string said)
    {
        var file = Write($$"""[{"id":"a","source":{"kind":"usb","path":"/dev/video0"},"consent":{{consent}}}]""");

        Assert.Contains(said, Assert.Throws<UserErrorException>(() => CamerasFile.Read(file, 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LiveCameras_GivesTheirSettings()
    {
        var cameras = CamerasFile.Read(
            Write("""
                [{"id":"gate","source":{"kind":"rtsp","url":"rtsp://lens:s3cret@10.0.0.5/1","transport":"udp","hardware":"auto"},
                  "region":[0.1,0.2,0.7,0.8],"masks":[[0,0,0.3,0.3],[[0.5,0.5],[1,0.5],[1,1]]],"motion":0.01},
                 {"id":"yard","source":{"kind":"mjpeg","url":"https://10.0.0.6:8443/video"},"width":640},
                 {"id":"desk","source":{"kind":"usb","path":"/dev/video2","format":"any"},"width":640,"height":480}]
                """),
            5);
        Assert.Equal((RtspTransport.Udp, "auto", "rtsp://lens:s3cret@10.0.0.5/1"), (cameras[0].Source.Transport, cameras[0].Source.Hardware, cameras[0].Source.Url!.Text));
        Assert.Equal((new PictureRegion(0.1, 0.2, 0.7, 0.8), 2, 0.01), (cameras[0].Region, cameras[0].Masks!.Count, cameras[0].Motion));
        Assert.Equal([4, 3], cameras[0].Masks!.Polygons.Select(p => p.Count));
        Assert.Equal([true, true, false], cameras.Select(c => c.NeedsEditing));
        Assert.Equal(("/dev/video2", UsbFormat.Any), (cameras[2].Source.Path, cameras[2].Source.Format));

        // A file read again gives equal cameras: nothing is started again for nothing.
        Assert.Equal(cameras, CamerasFile.Read(Path.Combine(_folder, "cameras.json"), 5));
    }

    [Theory]
    [InlineData("{\"kind\":\"rtsp\",\"url\":\"rtp://lens:s3cret@cam/1\"}", "", "url must be an address that starts with rtsp:// or rtsps://")]
    [InlineData("{\"kind\":\"mjpeg\",\"url\":\"lens:s3cret@cam/1\"}", "", "url must be an address that starts with http:// or https://")]
    [InlineData("{\"kind\":\"rtsp\"}", "", "url is required")]
    [InlineData("{\"kind\":\"rtsp\",\"url\":\"rtsp://cam/1\",\"transport\":\"pigeon\"}", "", "transport must be tcp or udp, not 'pigeon'")]
    [InlineData("{\"kind\":\"rtsp\",\"url\":\"rtsp://cam/1\",\"hardware\":\"-i x\"}", "", "hardware must be a name")]
    [InlineData("{\"kind\":\"usb\",\"path\":\"video0\"}", "", "path must be a device such as /dev/video0")]
    [InlineData("{\"kind\":\"usb\",\"path\":\"/dev/video0\"}", ",\"width\":640", "give both or neither")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"region\":[0.5,0,0.6,1]", "region must be [x, y, width, height]")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"region\":[0,0,0,1]", "region must be [x, y, width, height]")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"masks\":[]", "masks must be 1 to 50 masks")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"masks\":[0,0,1,1]", "masks must be 1 to 50 masks")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"masks\":[[[0,0],[1,1]]]", "masks must be 1 to 50 masks")]
    [InlineData("{\"kind\":\"synthetic\"}", ",\"motion\":0", "motion must be a number from 0.0001 to 1")]
    public void Read_LiveCameraWithAMistake_IsRefusedWithoutItsPassword(string source, string rest, string reason)
    {
        var message = Assert.Throws<UserErrorException>(() => CamerasFile.Read(Write($"[{{\"id\":\"a\",\"source\":{source}{rest}}}]"), 10)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Addresses_BecomeLiveCamerasNamedAfterTheirHosts()
    {
        var plan = CameraPlan.Read(new CameraOptions { Sources = ["rtsp://lens:s3cret@10.0.0.5/1", "http://lens:s3cret@10.0.0.5/video", "/dev/video0"] });
        Assert.Equal(["10.0.0.5", "10.0.0.5-2", "video0"], plan.Select(c => c.Id));
        Assert.Equal([SourceKind.Rtsp, SourceKind.Mjpeg, SourceKind.Usb], plan.Select(c => c.Source.Kind));
        var error = Assert.Throws<UserErrorException>(() => CameraPlan.Read(new CameraOptions { Sources = ["ftp://lens:s3cret@cam"] })).Message;
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMistakes_NamesEachInItsOwnLine()
    {
        var path = Write("""
            [
              {"id":"hall","source":{"kind":"video","path":"a.mkv"},"fps":900,"qualty":3},
              {"id":"hall","source":{"kind":"webcam"}},
              {"id":"yard gate","source":{"kind":"synthetic","path":"x","seed":-1,"persons":9}},
              {"source":{"kind":"folder"},"width":3.5},
              {"id":"roof","id":"roof2","source":7},
              {"id":"shed","source":{"kind":"folder","path":"p"},"quality":50},
              "attic"
            ]
            """);
        var lines = Assert.Throws<UserErrorException>(() => CamerasFile.Read(path, 10)).Message.Split('\n');
        Assert.All(lines, line => Assert.StartsWith(path + ": camera", line, StringComparison.Ordinal));
        string[] parts =
        [
            "'hall': fps must be a number from 0.1 to 120, not 900",
            "'hall': unknown key 'qualty'; known here: id, source, fps, quality, width, height, region, masks, motion",
            "'hall': source: kind must be synthetic, folder, video, rtsp, mjpeg or usb, not 'webcam'",
            "'yard gate': id must be 1 to 100 letters",
            "'yard gate': source: seed must be a whole number of 0 or more, not -1",
            "'yard gate': source: persons must be a whole number from 1 to 4, not 9",
            "'yard gate': source: unknown key 'path'; known here: kind, seed, persons",
            "number 4: id is required",
            "number 4: source: path is required",
            "number 4: width must be a whole number from 64 to 7680, not 3.5",
            "id is given twice",
            "source must be an object",
            "'shed': the pictures of a folder are sent as they are",
            "number 7: must be an object",
        ];
        Assert.All(parts, part => Assert.Contains(lines, line => line.Contains(part, StringComparison.Ordinal)));
        Assert.Equal(parts.Length, lines.Length);
    }

    [Theory]
    [InlineData("[]", "there is no camera in it")]
    [InlineData("{}", "must be an array of cameras")]
    [InlineData("7", "must be an array of cameras")]
    [InlineData("{\"camera\":[]}", "unknown key 'camera'")]
    [InlineData("[{", "not valid JSON at line 1")]
    [InlineData("[{\"id\":\"a\",\"source\":{\"kind\":\"synthetic\"}},{\"id\":\"a\",\"source\":{\"kind\":\"synthetic\"}}]", "camera 'a': the id is used 2 times")]
    [InlineData("[{\"id\":\"a\",\"source\":{\"kind\":\"1\"}}]", "kind must be synthetic")]
    [InlineData("[{\"id\":\"\\ud800\",\"source\":{\"kind\":\"synthetic\"}}]", "a text in it is none")]
    [InlineData("[{\"id\":\"a\",\"\\udc00\":1}]", "a text in it is none")]
    public void Read_BadFile_IsRefused(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<UserErrorException>(() => CamerasFile.Read(Write(json), 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoFile_IsRefused() =>
        Assert.EndsWith("there is no such file)", Assert.Throws<UserErrorException>(() => CamerasFile.Read("/nowhere.json", 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Plan_FileCountAndSources_AreTakenTogether()
    {
        var file = Write("""[{"id":"hall","source":{"kind":"synthetic"}}]""");
        var plan = CameraPlan.Read(new CameraOptions
        {
            File = file, Count = 2, Sources = [_folder, "a/clip one.mkv", "b/clip one.mkv"], Fps = 7, Quality = 60, Loop = false,
        });
        Assert.Equal(["hall", "cam-1", "cam-2", Path.GetFileName(_folder), "clip-one", "clip-one-2"], plan.Select(c => c.Id));
        Assert.All(plan, c => Assert.Equal(7, c.Fps));
        Assert.Equal([SourceKind.Synthetic, SourceKind.Synthetic, SourceKind.Synthetic, SourceKind.Folder, SourceKind.Video, SourceKind.Video], plan.Select(c => c.Source.Kind));
        Assert.NotEqual(plan[1].Source.Seed, plan[2].Source.Seed);
        Assert.False(plan[5].Source.Loop);
        Assert.Null(plan[5].Quality);
    }

    [Fact]
    public void Plan_NoCameraOrTheSameTwice_IsRefused()
    {
        Assert.Contains("no camera to run", Assert.Throws<UserErrorException>(() => CameraPlan.Read(new CameraOptions())).Message, StringComparison.Ordinal);
        var file = Write("""[{"id":"cam-1","source":{"kind":"synthetic"}}]""");
        Assert.Contains("cam-1", Assert.Throws<UserErrorException>(() => CameraPlan.Read(new CameraOptions { File = file, Count = 1 })).Message, StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        var path = Path.Combine(_folder, "cameras.json");
        File.WriteAllText(path, json);
        return path;
    }
}
