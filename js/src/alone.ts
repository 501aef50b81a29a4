// What a host without Jupyter's widget manager loads: the pane, and figures of its own.

import { bring } from "./host/alone";
import { ownFigures } from "./host/own/models";
import { mountOwn } from "./host/own/views";

bring({ figures: ownFigures, mount: mountOwn });

export { default } from "./index";
