using StreamMood.Contracts;
using StreamMood.Contracts.Events;
using StreamMood.Vision.Alignment;
using StreamMood.Vision.Models;

namespace StreamMood.Vision.Emotions;

/// <summary>How a classifier file is fed and read: what its metadata say, or what is known of a public model by its checksum.</summary>
internal sealed record EmotionSignature
{
    /// <summary>Name of the input, [N, planes, S, S].</summary>
    public required string Input { get; init; }

    /// <summary>Name of the output, [N, labels].</summary>
    public required string Output { get; init; }

    /// <summary>The expression behind each of the output's values; those of the eight that are missing get no probability.</summary>
    public required IReadOnlyList<Emotion> Labels { get; init; }

    /// <summary>How a face is cut out.</summary>
    public required CropShape Crop { get; init; }

    /// <summary>Divides the logits (Guo et al. 2017, arXiv 1706.04599).</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Whether the output already went through a softmax.</summary>
    public bool Probabilities { get; init; }

    /// <summary>Most faces of one run: 1 for a file with a fixed batch of one.</summary>
    public int MaxBatch { get; init; } = EmotionClassifier.DeviceMaxBatch;

    /// <summary>A second readout, trained on FER2013's own seven labels; null without one.</summary>
    public SecondReadout? Fer { get; init; }

    /// <summary>Values of the output a face that are no expressions (valence and arousal behind the logits).</summary>
    public int Extra { get; init; }

    /// <summary>Reads a file's own words, or looks it up among the public models.</summary>
    /// <exception cref="UserErrorException">When the file is not understood.</exception>
    public static EmotionSignature Read(ModelSession model)
    {
        var metadata = model.Metadata;
        if (metadata.Find("kind") is null && PublicModels.Recognise(model.Sha256, model.GitBlob) is { Emotion: { } known })
            return known.Checked(metadata);
        metadata.RequireKind(ModelKind.Emotion);
        var labels = ReadLabels(metadata, "labels");
        var input = metadata.SingleInput ?? "face";
        var face = metadata.Input(input, 4);
        if (face[0] > 1 || face[1] is not (1 or 3) || face[2] != face[3] || face[2] is < 16 or > 512)
            throw metadata.Refuse($"its input '{input}' is [{string.Join(",", face)}]; expected [N,1,S,S] or [N,3,S,S] with S from 16 to 512");
        return new EmotionSignature
        {
            Input = input,
            Output = "logits",
            Labels = labels,
            Crop = ReadCrop(metadata, face[2], face[1]),
            Temperature = Positive(metadata, "temperature"),
            Probabilities = metadata.Find("output") switch
            {
                null or "logits" => false,
                "probabilities" => true,
                var other => throw metadata.Refuse($"'streammood.output' is '{other}'; expected logits or probabilities"),
            },
            Fer = metadata.Find("fer_labels") is null ? null : new SecondReadout("fer", ReadLabels(metadata, "fer_labels"), Positive(metadata, "fer_temperature")),
        }.Checked(metadata);
    }

    /// <summary>The same with at most so many faces a run.</summary>
    public EmotionSignature Within(int maxBatch) => this with { MaxBatch = Math.Min(MaxBatch, maxBatch) };

    // What a file says of its own ends wins over what is known of it: names differ between exports of one model.
    private EmotionSignature Checked(ModelMetadataText metadata)
    {
        var (input, output) = (metadata.SingleInput ?? Input, metadata.SingleOutput ?? Output);
        var face = metadata.Input(input, 4);
        int[] wanted = [Crop.Channels, Crop.Size, Crop.Size];
        if (face[0] > 1 || !face.Skip(1).Zip(wanted).All(side => side.First < 1 || side.First == side.Second))
            throw metadata.Refuse($"its input '{input}' is [{string.Join(",", face)}]; expected [N,{string.Join(",", wanted)}]");
        var logits = metadata.Output(output, 2);
        if (logits[1] != Labels.Count + Extra)
            throw metadata.Refuse($"its output '{output}' is [{string.Join(",", logits)}]; expected [N,{Labels.Count + Extra}]");
        if (Fer is { } fer && metadata.Output(fer.Output, 2)[1] != fer.Labels.Count)
            throw metadata.Refuse($"its output '{fer.Output}' has not {fer.Labels.Count} values a face, as 'streammood.fer_labels' has it");
        return this with { Input = input, Output = output, MaxBatch = face[0] == 1 ? 1 : MaxBatch };
    }

    private static CropShape ReadCrop(ModelMetadataText metadata, int size, int channels)
    {
        var (means, scales) = (metadata.Numbers("mean"), metadata.Numbers("scale"));
        if (means.Length != scales.Length || (means.Length != 1 && means.Length != channels))
            throw metadata.Refuse($"'streammood.mean' has {means.Length} numbers and 'streammood.scale' {scales.Length}; expected 1 or {channels} each");
        PixelScale[] pixels = [.. Enumerable.Range(0, channels).Select(c => new PixelScale(means[c % means.Length], scales[c % scales.Length]))];
        var colour = (channels, metadata.Find("colour")) switch
        {
            (1, _) => CropColour.Grey,
            (_, null or "rgb") => CropColour.Rgb,
            (_, "bgr") => CropColour.Bgr,
            var (_, other) => throw metadata.Refuse($"'streammood.colour' is '{other}'; expected rgb or bgr"),
        };
        return metadata.Find("box_side") is null
            ? new CropShape(size, metadata.Template(), 1, colour, pixels)
            : new CropShape(size, null, Positive(metadata, "box_side"), colour, pixels);
    }

    private static Emotion[] ReadLabels(ModelMetadataText metadata, string key)
    {
        var words = metadata.Text(key).Split(',', StringSplitOptions.TrimEntries);
        var labels = new Emotion[words.Length];
        for (var i = 0; i < words.Length; i++)
            if (!Contracts.Events.Emotions.TryParse(words[i], out labels[i]))
                throw metadata.Refuse($"'streammood.{key}' has '{words[i]}'; expected some of {string.Join(", ", Contracts.Events.Emotions.Labels)}");
        if (labels.Length < 2 || labels.Distinct().Count() < labels.Length)
            throw metadata.Refuse($"'streammood.{key}' is '{metadata.Text(key)}'; expected two labels or more, each once");
        return labels;
    }

    private static float Positive(ModelMetadataText metadata, string key)
    {
        var value = metadata.Number(key);
        return value > 0 ? value : throw metadata.Refuse($"'streammood.{key}' is {value}; expected a number above 0");
    }
}

/// <summary>A further output that reads the same faces after another convention.</summary>
/// <param name="Output">Its name.</param>
/// <param name="Labels">The expression behind each value.</param>
/// <param name="Temperature">Divides its logits.</param>
internal sealed record SecondReadout(string Output, IReadOnlyList<Emotion> Labels, float Temperature);
